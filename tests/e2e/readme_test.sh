#!/usr/bin/env bash
# readme_test.sh BIN README: README's bash block, from a configuration to a confirmed payment, does
# what its comments say. The block runs in a folder where its paths lead to BIN and to this tree's
# tests, on free ports, and waits for hiltd where it sleeps.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=$1
readme=$(realpath "$2")

folder=$(mktemp -d)
finish() {
  local hiltd
  for hiltd in $(jobs -p); do
    kill -TERM "$hiltd" 2>/dev/null || true
    wait "$hiltd" || true
  done
  cat "$folder/log" "$folder/shown" || true
  rm -rf "$folder"
}
trap finish EXIT

# await MESSAGE: until hiltd has logged it.
await() {
  for _ in $(seq 200); do
    if grep -q "\"message\":\"$1\"" "$folder/log"; then return; fi
    sleep 0.05
  done
  echo "readme: hiltd has not logged '$1'" >&2
  return 1
}

# Stands in for the block's sleep, and finds the port of the webhooks.
serving() {
  await serving
  # shellcheck disable=SC2034 # the block's curl reads it
  port=$(sed -n 's/.*"http_port":\([0-9]*\).*/\1/p' "$folder/log")
}

# expect TEXT: in what comes in.
expect() {
  if ! grep -qF "$1"; then
    echo "readme: the block does not print '$1' where it should" >&2
    exit 1
  fi
}

mkdir -p "$folder/build/release"
ln -s "$bin" "$folder/build/release/bin"
ln -s "$root/tests" "$folder/tests"
# shellcheck disable=SC2016 # the block's shell sets $port
awk '/^```/ { block = ($0 == "```bash"); next } block' "$readme" | sed \
  -e '/^\.\/run build$/d' \
  -e "s|^build/release/bin/hiltd |&--grpc-listen '' --http-listen 127.0.0.1:0 |" \
  -e 's|^sleep 1 .*|serving|' \
  -e 's|127\.0\.0\.1:7402|127.0.0.1:$port|' >"$folder/block.sh"

cd "$folder"
# shellcheck source=/dev/null
source "$folder/block.sh" >"$folder/shown" 2>"$folder/log"
await stopped
expect '{"accepted":1,"hinted":0,"unreadable":0}' <"$folder/shown"
tail -n 1 "$folder/shown" | expect '"status":"PAYMENT_STATUS_CONFIRMED"'
