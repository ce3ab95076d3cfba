# shellcheck shell=bash
# Sourced by run: npm and a node of version 20 or later, which Debian 12 (node 18) does not package.

NODE_MAJOR=20

node_is_recent() {
  local version
  version=$("$1" --version 2>/dev/null) || return 1
  version=${version#v}
  ((${version%%.*} >= NODE_MAJOR))
}

# Some npm on PATH. A node from elsewhere brings its own, and Debian's would clash with it.
need_npm() {
  if ! command -v npm >/dev/null; then packages_need node; fi
}

# npm_install FOLDER: what FOLDER's lock file names, into FOLDER/node_modules; nothing if it is there.
npm_install() {
  local folder=$1 stamp=$1/node_modules/.installed
  if cmp -s "$folder/package-lock.json" "$stamp"; then return; fi
  need_npm
  step "Installing npm packages of ${folder#"$ROOT"/}"
  (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error) || die "npm ci failed in $folder"
  cp "$folder/package-lock.json" "$stamp"
}

# npm_tool NAME PROGRAM: installs what tools/npm/NAME pins into build/tools/NAME, and sets TOOL to the
# path of PROGRAM, a pattern under node_modules. Such programs come in one package a machine, which
# npm takes as optional: it says nothing where it could not fetch it, so we look.
npm_tool() {
  local folder=$ROOT/build/tools/$1
  mkdir -p "$folder"
  cp "$ROOT/tools/npm/$1"/package*.json "$folder/"
  npm_install "$folder"
  for TOOL in "$folder"/node_modules/$2; do
    if [[ -x $TOOL ]]; then return; fi
  done
  rm -f "$folder/node_modules/.installed"
  die "npm fetched no $1 for this machine ($(uname -m)): is its registry within reach?"
}

# Puts a node of NODE_MAJOR or later first on PATH: the one that is there, or npm's.
need_node() {
  if node_is_recent node; then return; fi
  npm_tool node 'node-linux-*/bin/node'
  PATH=${TOOL%/*}:$PATH
  node_is_recent node || die "$TOOL does not run here"
}
