#!/usr/bin/env bash
# How fast the service is, on both databases, beside the least that its framework
# and its databases do: loads 100,000 initiatives into a fresh SQLite file and a
# private PostgreSQL, and prints a table. Takes about five minutes after the
# release build; --quick about one.
#
#   scripts/bench.sh [--quick] [--against OTHER_BUILD] [--work get] …
#
# What else it can do: scripts/bench.sh --help
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Under /var/tmp: a benchmark of durable writes has to end on a real disk.
temp=$(TMPDIR=/var/tmp mktemp -d -t fourco-bench.XXXXXX)
# The user who runs PostgreSQL has to pass through, not to look around.
chmod 711 "$temp"

finish() {
  local status=$?
  trap - EXIT
  scripts/postgres.sh stop "$temp/postgres" || true
  rm -rf "$temp"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

cargo build --release --locked --bench service

# The tests' PostgreSQL forgets what it was told when the machine stops. This one
# waits for the disk, and keeps the register in memory as a real one would.
scripts/postgres.sh start "$temp/postgres" >/dev/null
scripts/postgres.sh stop "$temp/postgres"
cat >>"$temp/postgres/data/postgresql.conf" <<'CONF'
fsync = on
synchronous_commit = on
full_page_writes = on
shared_buffers = 512MB
max_wal_size = 4GB
CONF
url=$(scripts/postgres.sh start "$temp/postgres")

TMPDIR=$temp cargo bench --quiet --locked --bench service -- --postgres "$url" "$@"
