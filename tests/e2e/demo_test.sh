#!/usr/bin/env bash
# demo_test.sh BIN live|replay: what ./run demo shows is what must come of the payments. Exit code 77
# (ctest: skipped) for `live` where there is no node of version 20 or the devnet does not run.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=tests/support/node.sh
source "$root/tests/support/node.sh"

# expect COUNT PATTERN: in so many lines.
expect() {
  local count
  count=$(grep -cE "$2" <<<"$shown" || true)
  if [[ $count != "$1" ]]; then
    echo "demo: $count lines match '$2', not $1" >&2
    exit 1
  fi
}

live() {
  needs_devnet "$root/tests/devnet"
  shown=$(NO_COLOR=1 node "$root/tools/demo/live.mjs" "$1" 40)
  echo "$shown"
  expect 2 ' s  the buyer has paid '
  expect 2 ' s  PENDING_CONFIRMATION  shown by '
  expect 2 ' s  CONFIRMED             shown by a block of the chain at finalized, slot '
  expect 1 '40 of 40 sessions created$'
  expect 1 '40 paid, 40 of 40 CONFIRMED$'
  expect 1 'payments +0 pending, 42 in all$'
  expect 1 'hiltd has stopped'
}

replay() {
  shown=$(NO_COLOR=1 bash "$root/tools/demo_replay.sh" "$1")
  echo "$shown"
  expect 12 '^[0-9a-f-]{36}  CONFIRMED '
  expect 9 '^[0-9a-f-]{36}  PENDING_SIGNATURE '
  expect 5 '^[0-9a-f-]{36}  (merchant_underpaid|fee_underpaid|wrong_asset|late|ambiguous_memo) '
  expect 12 ' payment.confirmed '
  expect 5 ' discrepancy.opened '
  expect 1 '"message":"stopped"'
}

"$2" "$1"
