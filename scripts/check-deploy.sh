#!/usr/bin/env bash
# Checks what a deployment is made of, with nothing deployed: the Dockerfile, the
# kustomizations rendered, against the schemas of three Kubernetes versions and
# against our own rules (scripts/deploy_rules.py). A warning fails too.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tools=$(scripts/tools.sh --where)
py=$tools/py/bin
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
trap 'exit 143' TERM

fail() {
  echo "deploy: $*" >&2
  exit 1
}

"$py/hadolint" --failure-threshold style Dockerfile || fail "the Dockerfile has faults"

# Twice the same key in a mapping, for example, which the later tools accept.
"$py/yamllint" --strict -d '{extends: default, rules: {line-length: {max: 110}, document-start: disable}}' k8s \
  || fail "the manifests have faults"

rendered=()
for folder in k8s/base k8s/overlays/*/; do
  file=$out/$(basename "$folder").yaml
  "$tools/kubectl/kubectl" kustomize "$folder" >"$file" 2>"$out/warnings" || { cat "$out/warnings"; fail "$folder does not render"; }
  # Deprecated fields are only spoken of, on standard error.
  [ ! -s "$out/warnings" ] || { cat "$out/warnings"; fail "$folder renders with warnings"; }
  rendered+=("$file")
done

# An unknown kind is only a warning to it, with exit code 0: with --quiet nothing
# but warnings and errors is printed, so any word fails.
for version in 1.35 1.36 1.37; do
  words=$("$py/kubernetes-validate" --kubernetes-version "$version" --strict --quiet "${rendered[@]}" 2>&1) \
    || fail "Kubernetes $version: $words"
  [ -z "$words" ] || fail "Kubernetes $version: $words"
done

# The service refuses to start with a setting that it does not know, so the
# manifests may name only those that it prints itself.
settings=()
service=${CARGO_TARGET_DIR:-target}/debug/fourco
if [ -x "$service" ]; then
  env -i PATH="$PATH" "$service" serve --help | grep -oE '\[env: FOURCO_[A-Z0-9_]+' | cut -c7- | sort -u >"$out/settings" \
    || fail "$service serve --help names no settings"
  settings=(--settings "$out/settings")
else
  echo "deploy: there is no $service yet: the names of the settings were NOT compared"
fi
"$py/python" scripts/deploy_rules.py "${rendered[@]}" --self-test
"$py/python" scripts/deploy_rules.py "${rendered[@]}" "${settings[@]}" || fail "our own rules are broken"

echo "deploy: clean (Dockerfile; ${#rendered[@]} kustomizations; Kubernetes 1.35, 1.36, 1.37)"
