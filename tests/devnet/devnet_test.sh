#!/usr/bin/env bash
# devnet_test.sh: the devnet's own tests. Exit code 77 (ctest: skipped) where there is no node of
# version 20 or its packages are missing; ./run test installs both.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

version=$(node --version 2>/dev/null || echo v0)
version=${version#v}
if ((${version%%.*} < 20)) || [[ ! -d $here/node_modules ]]; then
  echo "skipped: needs node 20 and the packages of tests/devnet (./run test installs them)"
  exit 77
fi
# LiteSVM comes in one package a machine, and there is none for some.
if ! (cd "$here" && node -e "require('litesvm')") 2>/dev/null; then
  echo "skipped: litesvm does not load on this machine ($(uname -m))"
  exit 77
fi
exec node --test "$here"/test/*.test.mjs
