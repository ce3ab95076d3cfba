#!/usr/bin/env bash
# chain_test.sh HILTD FILE: the tests of tests/e2e/chain/FILE.test.mjs, in which a running hiltd
# follows the devnet. Exit code 77 (ctest: skipped) where there is no node of version 20, or packages
# of the devnet or of the gRPC client are missing; ./run test installs both.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

version=$(node --version 2>/dev/null || echo v0)
version=${version#v}
if ((${version%%.*} < 20)) || [[ ! -d $here/grpc_js/node_modules ]]; then
  echo "skipped: needs node 20 and the packages of tests/e2e/grpc_js (./run test installs them)"
  exit 77
fi
# LiteSVM comes in one package a machine, and there is none for some.
if ! (cd "$here/../devnet" && node -e "require('litesvm')") 2>/dev/null; then
  echo "skipped: needs the packages of tests/devnet (./run test installs them)"
  exit 77
fi
HILTD=$1 exec node --test "$here/chain/$2.test.mjs"
