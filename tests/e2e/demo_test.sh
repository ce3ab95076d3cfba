#!/usr/bin/env bash
# demo_test.sh BIN: what ./run demo shows is what must come of the recorded transactions.
set -euo pipefail
demo=$(dirname "${BASH_SOURCE[0]}")/../../tools/demo.sh
shown=$(NO_COLOR=1 bash "$demo" "$1")
echo "$shown"

# expect COUNT PATTERN: in so many lines.
expect() {
  local count
  count=$(grep -cE "$2" <<<"$shown" || true)
  if [[ $count != "$1" ]]; then
    echo "demo: $count lines match '$2', not $1" >&2
    exit 1
  fi
}
expect 12 '^[0-9a-f-]{36}  CONFIRMED '
expect 9 '^[0-9a-f-]{36}  PENDING_SIGNATURE '
expect 5 '^[0-9a-f-]{36}  (merchant_underpaid|fee_underpaid|wrong_asset|late|ambiguous_memo) '
expect 12 ' payment.confirmed '
expect 5 ' discrepancy.opened '
expect 1 '"message":"stopped"'
