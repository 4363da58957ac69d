#!/usr/bin/env bash
# A PostgreSQL of its own for a test, in a folder, on a free port of loopback.
#
#   scripts/postgres.sh start DIR    makes it where there is none, starts it and
#                                    prints its URL
#   scripts/postgres.sh stop DIR     stops it; the folder is the caller's to remove
#
# FOURCO_PG_BIN  where initdb, postgres and pg_ctl are (default: the PATH, then
#                the newest under /usr/lib/postgresql)
set -euo pipefail

usage() {
  echo "usage: $0 start DIR | stop DIR" >&2
  exit 2
}

fail() {
  echo "postgres: $*" >&2
  exit 1
}

find_bin() {
  local dir
  for dir in "${FOURCO_PG_BIN:-}" \
    "$(dirname "$(readlink -f "$(command -v initdb || echo /nowhere/initdb)")")" \
    $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -Vr); do
    if [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ] && [ -x "$dir/pg_ctl" ]; then
      printf '%s\n' "$dir"
      return
    fi
  done
  fail "no initdb, postgres and pg_ctl; scripts/tools.sh installs them"
}

# PostgreSQL refuses to run as root, so root hands the folder to somebody else.
if [ "$(id -u)" -eq 0 ]; then
  user=nobody
  id postgres >/dev/null 2>&1 && user=postgres
  # From the root folder: that user may not enter the one we are in.
  as_user() { (cd / && runuser -u "$user" -- "$@"); }
else
  user=$(id -un)
  as_user() { "$@"; }
fi

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

start() {
  local dir=$1 bin password port attempt
  bin=$(find_bin)
  mkdir -p "$dir"
  dir=$(cd "$dir" && pwd)
  chown "$user" "$dir" 2>/dev/null || true
  as_user test -w "$dir" || fail "$dir cannot be reached by the user $user, who has to run the server"

  if [ ! -f "$dir/data/PG_VERSION" ]; then
    # A password, since any user of the machine can connect to loopback.
    password=$(python3 -c 'import secrets; print(secrets.token_hex(16))')
    (umask 077 && printf '%s' "$password" >"$dir/password")
    chown "$user" "$dir/password"
    # Bytewise order and UTF-8: the same result on every machine.
    as_user "$bin/initdb" --pgdata="$dir/data" --username=fourco --pwfile="$dir/password" \
      --auth=scram-sha-256 --encoding=UTF8 --locale=C --no-sync >"$dir/initdb.log" 2>&1 \
      || { cat "$dir/initdb.log" >&2; fail "initdb failed"; }
    # A test's data may go with the machine: nothing waits for the disk.
    cat >>"$dir/data/postgresql.conf" <<'CONF'
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 100
CONF
    echo 'CREATE DATABASE fourco;' | as_user "$bin/postgres" --single -D "$dir/data" postgres >"$dir/initdb.log" 2>&1 \
      || { cat "$dir/initdb.log" >&2; fail "the database could not be created"; }
  fi
  password=$(<"$dir/password")

  # Somebody may take the free port between the look and the start: try again.
  for attempt in 1 2 3 4 5; do
    port=$(free_port)
    # Its output goes to the log, or the caller's $(…) would wait for the server.
    if as_user "$bin/pg_ctl" start --pgdata="$dir/data" --wait --timeout=60 --silent \
      --log="$dir/server.log" --options="-p $port" >/dev/null 2>&1; then
      printf 'postgres://fourco:%s@127.0.0.1:%s/fourco\n' "$password" "$port"
      return
    fi
    echo "postgres: attempt $attempt on port $port failed" >&2
  done
  cat "$dir/server.log" >&2
  fail "the server does not start"
}

stop() {
  local dir=$1 bin
  # Nothing there, or not running: nothing to stop.
  [ -f "$dir/data/postmaster.pid" ] || return 0
  bin=$(find_bin)
  dir=$(cd "$dir" && pwd)
  # Not "immediate": that would leave shared memory behind.
  as_user "$bin/pg_ctl" stop --pgdata="$dir/data" --mode=fast --wait --silent
}

case ${2:+$#}:${1:-} in
  2:start) start "$2" ;;
  2:stop) stop "$2" ;;
  *) usage ;;
esac
