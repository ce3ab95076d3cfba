#!/usr/bin/env bash
# Runs the hiltctl lines of a README's sh blocks and holds each exit code against the one that the
# line's comment states ("# exits 1: why"), or 0.
# usage: readme_test.sh HILTCTL ROOT   (the lines run in ROOT, on ROOT/README.md)
set -euo pipefail

readonly HILTCTL=$1 ROOT=$2
readonly PROGRAM=build/release/bin/hiltctl

# check README: 0 where every line ends as it says and there is one.
check() {
  local line want got count=0 wrong=0
  while IFS= read -r line; do
    count=$((count + 1))
    want=0
    if [[ $line =~ \#\ exits\ ([0-9]+) ]]; then want=${BASH_REMATCH[1]}; fi
    got=0
    (cd "$ROOT" && bash -c "\"\$0\"${line#"$PROGRAM"}" "$HILTCTL") >"$OUTPUT" 2>&1 </dev/null || got=$?
    if [[ $got != "$want" ]]; then
      printf 'exits %s, not %s: %s\n' "$got" "$want" "$line"
      cat "$OUTPUT"
      wrong=1
    fi
  done < <(awk '/^```/ { block = ($0 == "```sh"); next } block' "$1" | grep "^$PROGRAM " || true)
  if [[ $count == 0 ]]; then printf '%s: no line runs %s\n' "$1" "$PROGRAM"; fi
  ((count > 0 && wrong == 0))
}

# refuses README-TEXT: the check itself can fail.
refuses() {
  printf '%b' "$1" >"$PLANTED"
  if check "$PLANTED" >/dev/null; then
    printf 'the check lets pass:\n%b\n' "$1"
    exit 1
  fi
}

OUTPUT=$(mktemp)
PLANTED=$(mktemp)
trap 'rm -f "$OUTPUT" "$PLANTED"' EXIT

refuses 'no block\n'
refuses "$PROGRAM --version\n"
refuses "\`\`\`text\n$PROGRAM --version\n\`\`\`\n"
refuses "\`\`\`sh\n$PROGRAM explain absent.json\n\`\`\`\n"
refuses "\`\`\`sh\n$PROGRAM --version  # exits 1\n$PROGRAM --version\n\`\`\`\n"

check "$ROOT/README.md"
