#!/usr/bin/env bash
# chain_test.sh HILTD FILE: the tests of tests/e2e/chain/FILE.test.mjs, in which a running hiltd
# follows the devnet. Exit code 77 (ctest: skipped) where there is no node of version 20, or packages
# of the devnet or of the gRPC client are missing; ./run test installs both.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# shellcheck source=tests/support/node.sh
source "$here/../support/node.sh"
needs_packages "$here/grpc_js"
needs_devnet "$(dirname "$here")/devnet"
HILTD=$1 exec node --test "$here/chain/$2.test.mjs"
