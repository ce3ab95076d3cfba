#!/usr/bin/env bash
# grpc_js_test.sh HILTD: a third party's client lives the life of a payment against a running hiltd.
# Exit code 77 (ctest: skipped) where there is no node of version 20 or its packages are missing;
# ./run test installs both.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
hiltd=$1

# shellcheck source=tests/support/node.sh
source "$here/../support/node.sh"
needs_packages "$here/grpc_js"

folder=$(mktemp -d)
pid=
finish() {
  if [[ -n $pid ]]; then
    kill -TERM "$pid" 2>/dev/null || true
    wait "$pid" || true
  fi
  rm -rf "$folder"
}
trap finish EXIT

(umask 077 && echo whsec_test_fixture >"$folder/secret")
cat >"$folder/hiltd.toml" <<TOML
[engine]
cluster = "mainnet"
data_dir = "$folder/data"
[grpc]
listen = "127.0.0.1:0"
[http]
listen = "127.0.0.1:0"
[webhook]
trust = "evidence"
[webhook.hmac_sha256]
mode = "required"
secret_files = ["$folder/secret"]
TOML
"$hiltd" --config "$folder/hiltd.toml" --insecure-clock-start 2026-09-21T14:15:30Z \
  2>"$folder/log" &
pid=$!
for _ in $(seq 600); do
  if grep -q '"serving"' "$folder/log" || ! kill -0 "$pid" 2>/dev/null; then break; fi
  sleep 0.05
done
port() { sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p" "$folder/log"; }
if [[ -z $(port http_port) ]]; then
  cat "$folder/log" >&2
  exit 1
fi
HILT_GRPC=127.0.0.1:$(port grpc_port) HILT_WEBHOOK=http://127.0.0.1:$(port http_port)/ \
  HILT_WEBHOOK_SECRET_FILE=$folder/secret node "$here/grpc_js/life.test.mjs"
