# shellcheck shell=bash
# Sourced by tests that run in node.

# shellcheck source=tools/node.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/node.sh"

# Ends the test with 77, which ctest takes for skipped.
skip() {
  echo "skipped: $*"
  exit 77
}

# needs_packages FOLDER: node of that version, and what FOLDER's lock file names.
needs_packages() {
  if ! node_is_recent node || [[ ! -d $1/node_modules ]]; then
    skip "needs node $NODE_MAJOR and the packages of tests/${1##*/tests/} (./run test installs them)"
  fi
}

# needs_devnet FOLDER: the devnet in FOLDER can run.
needs_devnet() {
  needs_packages "$1"
  # LiteSVM comes in one package a machine, and there is none for some.
  if ! (cd "$1" && node -e "require('litesvm')") 2>/dev/null; then
    skip "litesvm does not load on this machine ($(uname -m))"
  fi
}
