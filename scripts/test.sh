#!/usr/bin/env bash
# Every test: the Rust suite, the OpenAPI document, the deployment, and the
# running service on both databases. Installs what it needs (scripts/tools.sh),
# leaves nothing behind, stops at the first step that fails.
#
#   scripts/test.sh
#
# SCHEMATHESIS_SECONDS  time for each of the two runs (default 180)
# DOCS_SCREENSHOT       where to put a picture of the documentation page
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

service=${CARGO_TARGET_DIR:-target}/debug/fourco
temp=$(mktemp -d)
# The user who runs PostgreSQL has to pass through, not to look around.
chmod 711 "$temp"

passed=0
current=
pid=

stop_service() {
  [ -n "$pid" ] || return 0
  kill -TERM "$pid" 2>/dev/null || true
  # Longer than the service gives itself to finish what it has begun.
  local tries
  for tries in $(seq 300); do
    kill -0 "$pid" 2>/dev/null || break
    [ "$tries" -lt 300 ] || { echo "the service did not stop in 30 s"; kill -KILL "$pid" 2>/dev/null || true; }
    sleep 0.1
  done
  local status=0
  wait "$pid" || status=$?
  pid=
  return "$status"
}

finish() {
  local status=$?
  trap - EXIT
  stop_service || true
  scripts/postgres.sh stop "$temp/postgres" || true
  rm -rf "$temp"
  if [ "$status" -eq 0 ]; then
    echo "steps: $passed passed, 0 failed"
  else
    echo "test.sh: stopped at: ${current:-the beginning}"
    echo "steps: $passed passed, 1 failed"
  fi
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

step() {
  local began=$SECONDS
  current=$1
  shift
  echo "=== $current"
  "$@"
  echo "=== $current: ok in $((SECONDS - began)) s"
  passed=$((passed + 1))
}

# The service refuses to start with FOURCO_* variables that it does not know, and
# some belong to these scripts: it gets only those that a step gives it.
without=()
for name in $(compgen -e | grep '^FOURCO_' || true); do
  without+=(-u "$name")
done
fourco() { env "${without[@]}" "${settings[@]}" "$service" "$@"; }

# FOURCO_PG_BIN is for the suite, which looks for PostgreSQL there.
rust_suite() { env "${without[@]}" ${FOURCO_PG_BIN:+FOURCO_PG_BIN="$FOURCO_PG_BIN"} cargo test --locked; }

no_drift() {
  settings=()
  fourco openapi >"$temp/openapi.json"
  diff -u openapi/fourco.v1.json "$temp/openapi.json" || {
    echo "openapi/fourco.v1.json is not what the service says; renew it with: cargo run openapi >openapi/fourco.v1.json"
    return 1
  }
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# start NAME: migrates, fills and starts a service with the `settings`, and sets
# `base` and `token`.
start() {
  local log=$temp/$1.log tries
  fourco migrate
  # Once more, as every replica does it at its start.
  fourco migrate
  fourco demo
  base=http://127.0.0.1:$(free_port)
  settings+=("FOURCO_LISTEN=${base#http://}")
  # Not through the function: `pid` has to be the service's own.
  env "${without[@]}" "${settings[@]}" "$service" serve >"$log" 2>&1 &
  pid=$!
  for tries in $(seq 150); do
    curl --silent --fail --max-time 2 --output /dev/null "$base/readyz" && break
    if [ "$tries" -eq 150 ] || ! kill -0 "$pid" 2>/dev/null; then
      cat "$log"
      echo "the service does not get ready"
      return 1
    fi
    sleep 0.2
  done
  token=$(fourco token)
}

# A token of some organisation other than the first token's.
peer_token() {
  local key
  key=$(curl --silent --fail --header "Authorization: Bearer $token" "$base/v1/organisations?limit=200" | python3 -c '
import base64, json, sys
claims = sys.argv[1].split(".")[1]
own = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4))).get("org")
print(next(each["key"] for each in json.load(sys.stdin)["items"] if each["key"] != own))
' "$token") || { echo "the example data has no second organisation" >&2; return 1; }
  fourco token --org "$key"
}

# end NAME: the service must still be there, must stop when asked to, and must
# not have panicked on the way: a panic in one request does not end the process.
end() {
  local log=$temp/$1.log
  kill -0 "$pid" 2>/dev/null || { tail -n 100 "$log"; echo "the service has ended by itself"; return 1; }
  stop_service || { tail -n 100 "$log"; echo "the service did not stop cleanly"; return 1; }
  if grep -A 5 'panicked at' "$log"; then
    echo "the service panicked"
    return 1
  fi
}

fuzz() {
  local peer
  peer=$(peer_token)
  scripts/schemathesis.sh "$base" "$token" "$peer"
}

live_sqlite() {
  settings=("FOURCO_DATA_DIR=$temp/sqlite")
  start sqlite
  scripts/docs-page.mjs "$base" "$token"
  fuzz
  end sqlite
}

live_postgres() {
  local url
  url=$(scripts/postgres.sh start "$temp/postgres")
  settings=("FOURCO_DATA_DIR=$temp/postgres-data" "FOURCO_DATABASE_URL=$url")
  start postgres
  fuzz
  end postgres
  scripts/postgres.sh stop "$temp/postgres"
}

settings=()
step "tools" scripts/tools.sh
step "Rust suite" rust_suite
step "debug build" cargo build --locked --bin fourco
step "the committed document is the service's" no_drift
step "OpenAPI linters" scripts/check-openapi.sh openapi/fourco.v1.json
step "deployment" scripts/check-deploy.sh
step "live service on SQLite" live_sqlite
step "live service on PostgreSQL" live_postgres
