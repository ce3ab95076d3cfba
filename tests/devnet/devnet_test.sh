#!/usr/bin/env bash
# devnet_test.sh: the devnet's own tests. Exit code 77 (ctest: skipped) where there is no node of
# version 20 or its packages are missing; ./run test installs both.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# shellcheck source=tests/support/node.sh
source "$here/../support/node.sh"
needs_devnet "$here"
exec node --test "$here"/test/*.test.mjs
