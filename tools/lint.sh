# shellcheck shell=bash
# Sourced by run: what needs a second compiler or tools beyond the build's.

# The commit from which changed files are counted: where this branch left main, or on main itself
# the commit before the last. HEAD where neither is known, as in a shallow clone.
lint_base() {
  local base ref
  for ref in origin/main main; do
    if base=$(git merge-base HEAD "$ref" 2>/dev/null) &&
      [[ $base != "$(git rev-parse HEAD 2>/dev/null)" ]]; then
      echo "$base"
      return
    fi
  done
  git rev-parse -q --verify HEAD~1 || git rev-parse HEAD
}

# The C++ files that clang-tidy is to read: all, or the changed and the new ones.
lint_cpp_files() {
  local base
  if [[ $1 == --all ]]; then
    git ls-files --cached --others --exclude-standard -- '*.h' '*.cc'
  else
    base=$(lint_base)
    if [[ $base == "$(git rev-parse HEAD)" ]]; then
      say "no commit to compare with: uncommitted and new files only; ./run lint --all reads all" >&2
    fi
    git diff --name-only --diff-filter=d "$base" -- '*.h' '*.cc'
    git ls-files --others --exclude-standard -- '*.h' '*.cc'
  fi | sort -u
}

# A header is read through its own source, or else through the first source that includes it.
tidy_sources() {
  local file include
  while read -r file; do
    if [[ $file == tests/lint/fixtures/* || ! -f $file ]]; then continue; fi
    if [[ $file == *.cc ]]; then
      echo "$file"
    elif [[ -f ${file%.h}.cc ]]; then
      echo "${file%.h}.cc"
    else
      include=${file#src/}
      git grep -l --untracked -F "#include \"$include\"" -- '*.cc' | head -n 1
    fi
  done | sort -u
}

run_tidy() {
  local build=$ROOT/build/lint-clang sources
  # Only what this build compiles can be read.
  sources=$(lint_cpp_files "$1" | tidy_sources | while read -r file; do
    if grep -qF "\"file\": \"$ROOT/$file\"" "$build/compile_commands.json"; then echo "$file"; fi
  done)
  if [[ -z $sources ]]; then
    say "no changed files"
    return
  fi
  say "$(wc -l <<<"$sources") files"
  xargs -n 1 -P "$(nproc)" clang-tidy-14 -p "$build" --quiet --warnings-as-errors='*' \
    <<<"$sources" 2> >(grep -vE '^[0-9]+ warnings? (generated|treated)|^Suppressed|^Use -' >&2)
}

run_buf() {
  npm_tool buf '@bufbuild/buf-*/bin/buf'
  "$TOOL" lint proto
}

# run_lint [--all]
run_lint() {
  local failed=()
  step "clang-format"
  tools/format.sh --check || failed+=("clang-format (mend with tools/format.sh)")
  step "clang-14, warnings are errors"
  { configure lint-clang && compile lint-clang all -- -k 0; } || failed+=(clang-14)
  step "layout, sizes, words"
  ctest --preset lint-clang -L lint -E 'lint.format' || failed+=(layout)
  step "clang-tidy"
  run_tidy "${1:-}" || failed+=(clang-tidy)
  if [[ -f proto/buf.yaml ]]; then
    step "buf lint"
    run_buf || failed+=("buf lint")
  fi
  if [[ ${#failed[@]} != 0 ]]; then die "lint: $(printf '%s; ' "${failed[@]}")"; fi
  done_in "lint is clean"
}
