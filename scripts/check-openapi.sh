#!/usr/bin/env bash
# Lints an OpenAPI document with two public linters and their recommended rules:
# redocly (redocly.yaml) and spectral (.spectral.yaml). An error fails, and so
# does a warning. Asks nothing of the network.
#
#   scripts/check-openapi.sh openapi/fourco.v1.json
set -euo pipefail
[ $# -eq 1 ] || { echo "usage: $0 FILE" >&2; exit 2; }
file=$(realpath -e "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bin=$(scripts/tools.sh --where)/node/node_modules/.bin

# Both linters run, so that one round shows everything there is to mend.
status=0

# Telemetry and the look for a newer version both need the network.
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
if out=$("$bin/redocly" lint --config redocly.yaml --format stylish --max-problems 1000 "$file" 2>&1); then
  echo "openapi: redocly: clean"
else
  printf '%s\n' "$out"
  echo "openapi: redocly found faults in $1"
  status=1
fi

if out=$("$bin/spectral" lint --ruleset .spectral.yaml --fail-severity=warn --quiet "$file" 2>&1); then
  echo "openapi: spectral: clean"
else
  printf '%s\n' "$out"
  echo "openapi: spectral found faults in $1"
  status=1
fi

exit "$status"
