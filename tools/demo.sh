#!/usr/bin/env bash
# demo.sh HILTCTL: lets the engine judge recorded transactions, one of each kind that matters most,
# and then all of them. The transactions were executed in a real Solana VM (tests/golden/chain).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
hiltctl=$1
golden=tests/golden/chain

if [[ -t 1 && -z ${NO_COLOR:-} ]]; then bold=$'\033[1m' dim=$'\033[2m' plain=$'\033[0m'; fi

# show FILE WHAT...: the story in a line, the command, and the engine's answer with its figures.
show() {
  local file=$golden/scenarios/$1.json
  shift
  printf '\n%s%s%s\n' "${bold:-}" "$*" "${plain:-}"
  printf '%s$ hiltctl explain %s%s\n\n' "${dim:-}" "$file" "${plain:-}"
  # 1 only says that the verdict is not "settled"; past it, explain could not judge.
  "$hiltctl" explain "$file" || (($? == 1))
}

show transfer_checked_legacy "1. The buyer pays merchant and fee in one transaction, under the session's memo."
show merchant_short_one_unit "2. The merchant gets one minor unit less than is due."
show two_different_memos "3. One transaction names two sessions: nobody can say which it pays."
show late "4. The money is all there, and came after the session had expired."

printf '\n%s%s%s\n' "${bold:-}" "5. Every recorded transaction against the verdict that its file expects." "${plain:-}"
printf '%s$ hiltctl conformance %s%s\n\n' "${dim:-}" "$golden" "${plain:-}"
# Answers that agree are many and alike; what is left is every one that differs, and the totals.
"$hiltctl" conformance "$golden" | grep -vE '^(ok | +note:)'
