#!/usr/bin/env bash
# format.sh [--check]: lays out every C++ file of the tree by .clang-format; with --check it changes
# nothing, names the files that would change, and fails if there are any.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Files that git knows or would; in a tree without git, those of the source folders.
list_files() {
  git ls-files -z --cached --others --exclude-standard -- '*.h' '*.cc' 2>/dev/null ||
    find src indexer confirmer storage tests bench cmake '(' -name '*.h' -o -name '*.cc' ')' -print0
}

# A file deleted but not yet committed is still listed.
existing_files() {
  list_files | while IFS= read -r -d '' file; do
    if [[ -f $file ]]; then printf '%s\0' "$file"; fi
  done
}

check() {
  local file bad=0
  for file in "$@"; do
    if ! clang-format-14 --style=file --dry-run --Werror "$file" 2>/dev/null; then
      echo "not formatted: $file (tools/format.sh mends it)"
      bad=1
    fi
  done
  return $bad
}

if [[ ${1:-} == --check ]]; then
  export -f check
  existing_files | xargs -0 -r -n 20 -P "$(nproc)" bash -c 'check "$@"' check
else
  existing_files | xargs -0 -r -n 20 -P "$(nproc)" clang-format-14 --style=file -i
fi
