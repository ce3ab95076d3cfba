#!/usr/bin/env bash
# demo_replay.sh BIN: the engine at work where no chain is to be had. Starts hiltd on an empty store
# in a temporary folder, creates the sessions of recorded transactions, delivers those by signed
# webhooks, and shows what became of each payment. The transactions were executed in a real Solana VM
# (tests/golden/chain); no network is used but this machine's own.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bin=$1
golden=tests/golden/chain
secret=whsec_test_fixture # the recorded deliveries are signed with it

if [[ -t 1 && -z ${NO_COLOR:-} ]]; then bold=$'\033[1m' dim=$'\033[2m' plain=$'\033[0m'; fi
say() { printf '\n%s%s%s\n' "${bold:-}" "$*" "${plain:-}"; }
show() {
  printf '%s$ %s%s\n' "${dim:-}" "$*" "${plain:-}"
  "$@"
}

folder=$(mktemp -d)
hiltd=
finish() {
  if [[ -n $hiltd ]]; then
    kill -TERM "$hiltd" 2>/dev/null || true
    wait "$hiltd" || true
  fi
  rm -rf "$folder"
}
trap finish EXIT

# field FILE NUMBER NAME: of a scenario's session, counted from 1; nothing where it is null.
field() {
  awk -v wanted="$2" -v name="\"$3\":" '
    /"sessions":/ { inside = 1 }
    inside && /^  \{/ { number++ }
    inside && number == wanted && $1 == name {
      value = $2
      gsub(/[",]/, "", value)
      if (value != "null") print value
      exit
    }' "$1"
}

hiltctl() { HILT_SERVER=unix:$folder/hiltd.sock "$bin/hiltctl" "$@"; }

# create SCENARIO NUMBER [EXPIRES_IN]: the session as the buyer's transaction expects it.
create() {
  local file=$golden/scenarios/$1.json fee
  local -a arguments
  fee=$(field "$file" "$2" fee_minor_units)
  arguments=(--payment-id "$(field "$file" "$2" payment_id)" --nonce "$(field "$file" "$2" nonce)"
    --merchant-wallet "$(field "$file" "$2" merchant_wallet)" --livemode
    --mint "$(field "$file" "$2" token_mint)"
    --amount-minor-units "$(field "$file" "$2" amount_minor_units)"
    --merchant-id demo --slug "$1" --expires-in "${3:-15m}")
  if [[ $fee != 0 ]]; then
    arguments+=(--fee-minor-units "$fee" --fee-wallet "$(field "$file" "$2" fee_wallet)")
  fi
  hiltctl payment create "${arguments[@]}" --json >"$folder/created.json"
}

# deliver NAME: a recorded body, byte for byte, with its signature.
deliver() {
  local answer
  answer=$(curl --silent --show-error --write-out ' (HTTP %{http_code}, %{time_total} s)' \
    --header "helius-signature: $(cut -c 1-64 "$golden/webhooks/$1.json.hmac")" \
    --header 'Content-Type: application/json' --data-binary "@$golden/webhooks/$1.json" \
    "http://127.0.0.1:$port/v1/products/webhook/helius")
  printf '%s.json -> %s\n' "$1" "$answer"
}

say "1. An engine on an empty store, whose only evidence is the Helius webhook"
(umask 077 && printf '%s\n' "$secret" >"$folder/webhook.secret")
cat >"$folder/hiltd.toml" <<TOML
[engine]
cluster = "mainnet"
data_dir = "$folder/data"
grace_seconds = 0
[grpc]
listen = ""
unix_socket = "$folder/hiltd.sock"
[http]
listen = "127.0.0.1:0"
[webhook]
trust = "evidence"
[webhook.hmac_sha256]
mode = "required"
secret_files = ["$folder/webhook.secret"]
TOML
# The transactions were made at 14:16:00: the engine's clock is set back to shortly before.
"$bin/hiltd" --config "$folder/hiltd.toml" --insecure-clock-start 2026-09-21T14:14:30Z \
  2>"$folder/hiltd.log" &
hiltd=$!
for _ in $(seq 200); do
  if grep -q '"serving"' "$folder/hiltd.log" || ! kill -0 "$hiltd" 2>/dev/null; then break; fi
  sleep 0.05
done
if ! grep '"serving"' "$folder/hiltd.log"; then
  cat "$folder/hiltd.log" >&2
  exit 1
fi
port=$(sed -n 's/.*"http_port":\([0-9]*\).*/\1/p' "$folder/hiltd.log")

say "2. Checkout sessions: each has a nonce that the buyer's memo will carry"
scenarios=(transfer_checked_legacy v0_lookup_table memo_v1 transfer_unchecked merchant_ata_created
  relayer_fee_payer many_small_transfers one_unit_zero_fee merchant_is_fee_wallet overpaid
  memo_extra_signers different_payer merchant_short_one_unit fee_missing fake_usdc_mint
  memo_only_no_payment failed_insufficient_funds near_miss_trailing_space)
for scenario in "${scenarios[@]}"; do create "$scenario" 1; done
create two_different_memos 1
create two_different_memos 2
create late 1 1m
show hiltctl payment get "$(field $golden/scenarios/transfer_checked_legacy.json 1 payment_id)" \
  --table

say "3. Helius delivers the buyer's transaction; the payment is watched meanwhile"
first=$(field $golden/scenarios/transfer_checked_legacy.json 1 payment_id)
hiltctl payment watch "$first" --table &
watcher=$!
sleep 0.5
deliver one
wait "$watcher"

say "4. Twenty-four more, good and bad, in one body; then a redelivery with a failed one"
deliver batch_25
deliver redelivery_and_failed

say "5. What became of each payment"
show hiltctl payment list --merchant-id demo --limit 100 --table

say "6. What the bad ones left for people to look at"
show hiltctl discrepancy list --table

say "7. The log that an API server follows"
show hiltctl events --table

say "8. How the engine stands, and its end"
show hiltctl status --table
kill -TERM "$hiltd"
wait "$hiltd"
hiltd=
tail -n 1 "$folder/hiltd.log"
