#!/usr/bin/env bash
# Sums up what the tests of the coverage build reached: of the code that reads the chain's bytes and
# of the code that decides. Branches that only an exception would take are left out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

report=build/coverage/report
mkdir -p "$report"
gcovr --root . --object-directory build/coverage \
  --filter 'src/solana/' --filter 'indexer/decode/' \
  --filter 'confirmer/verify/' --filter 'src/domain/' \
  --filter 'confirmer/settle/(transition|on_observation|change|candidates)' \
  --exclude-throw-branches --exclude-unreachable-branches \
  --json "$report/counts.json" build/coverage

gcovr --root . --add-tracefile "$report/counts.json" --txt "$report/lines.txt" \
  --html-details "$report/index.html"
gcovr --root . --add-tracefile "$report/counts.json" --branches --txt "$report/branches.txt"
cat "$report/lines.txt" "$report/branches.txt"
gcovr --root . --add-tracefile "$report/counts.json" --print-summary --output /dev/null
