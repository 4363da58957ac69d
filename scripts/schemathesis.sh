#!/usr/bin/env bash
# Tests a running service against its own OpenAPI document with schemathesis:
# every check (schemathesis.toml), no failure allowed.
#
#   scripts/schemathesis.sh BASE_URL TOKEN [PEER_TOKEN]
#
# PEER_TOKEN is one of another organisation. With it, what one of the two created
# is asked for as the other (the check object_level_authorization).
#
# SCHEMATHESIS_SECONDS  how long it may take (default 180)
# SCHEMATHESIS_SEED     another seed than the one in schemathesis.toml
set -euo pipefail
[ $# -eq 2 ] || [ $# -eq 3 ] || { echo "usage: $0 BASE_URL TOKEN [PEER_TOKEN]" >&2; exit 2; }
base=${1%/}
token=$2
peer=${3:-}
seconds=${SCHEMATHESIS_SECONDS:-180}
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tools=$(scripts/tools.sh --where)
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
trap 'exit 143' TERM

# In a file, since more than one identity can be given in no other way.
identity() {
  printf '  - name: %s\n    fixedHeaders:\n      - {name: Authorization, value: "Bearer %s"}\n' "$1" "$2"
}
{
  echo 'auth:'
  identity owner "$token"
  [ -z "$peer" ] || identity peer "$peer"
} >"$out/auth.yaml"
{
  cat schemathesis.toml
  printf '\n[auth.wfc]\npath = "%s"\n' "$out/auth.yaml"
  [ -z "$peer" ] || echo 'peers = ["owner", "peer"]'
} >"$out/schemathesis.toml"

# Nothing of a run stays in the work tree.
export HYPOTHESIS_STORAGE_DIRECTORY=$out/hypothesis PYTHONDONTWRITEBYTECODE=1

status=0
# The limit outside is for a run that does not end by itself: finishing the
# report may take a while after the time is up.
timeout --kill-after=10 $((seconds + 120)) \
  "$tools/py/bin/schemathesis" --config-file "$out/schemathesis.toml" run "$base/openapi.json" \
  --url "$base" --checks all --max-time "$seconds" ${SCHEMATHESIS_SEED:+--seed "$SCHEMATHESIS_SEED"} \
  --no-color --report json --report-json-path "$out/report.json" >"$out/log" 2>&1 || status=$?

if [ "$status" -ne 0 ]; then
  cat "$out/log"
  echo "schemathesis: failed with exit code $status"
fi
[ -s "$out/report.json" ] || { echo "schemathesis: there is no report"; exit 1; }

# The counts, and whether the run was one: each operation tried, nothing cut off.
"$tools/py/bin/python" - "$out/report.json" <<'PYTHON'
import json, sys

report = json.load(open(sys.argv[1], encoding="utf-8"))
operations, cases = report["operations"], report["test_cases"]
print(
    f"schemathesis: {operations['tested']} of {operations['total']} operations,"
    f" {cases['generated']} test cases, {cases['unique_failures']} failures,"
    f" {cases['errored'] + operations['errored']} errors,"
    f" {report['running_time']:.0f} s, seed {report['seed']}"
)
for kind, what in sorted(report["warnings"].items()):
    if what:
        print(f"schemathesis: warning {kind}: {len(what)}: {', '.join(map(str, what))}")
# What was never accepted was hardly tested: a hint for better examples.
never = sorted(
    label
    for label, phases in report["valid_rates"].items()
    if sum(sum(counts.values()) for counts in phases.values())
    and not any(counts["accepted"] for counts in phases.values())
)
if never:
    print(f"schemathesis: no valid request was ever accepted by {len(never)}: {', '.join(never)}")

faults = []
if operations["tested"] != operations["total"]:
    faults.append("not every operation was tested")
if not report["complete"]:
    faults.append(f"the run was cut off: {report['stop_reason']}")
if cases["unique_failures"] or report["failures"] or report["errors"]:
    faults.append("there are failures or errors")
if not cases["generated"]:
    faults.append("no test case ran")
for fault in faults:
    print(f"schemathesis: {fault}")
sys.exit(1 if faults else 0)
PYTHON
exit "$status"
