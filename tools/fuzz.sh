# shellcheck shell=bash
# Runs the fuzz targets of tests/fuzz; sourced by ./run, which has the functions that are not here.

FUZZ_CORPUS=tests/fuzz/corpus
FUZZ_BUILD=build/fuzz
FUZZ_SEEDS=$FUZZ_BUILD/seeds
FUZZ_FINDINGS=build/fuzz-findings

# The names without _fuzz.
fuzz_targets() {
  local source
  for source in tests/fuzz/*_fuzz.cc; do basename "$source" _fuzz.cc; done
}

fuzz_usage() {
  cat <<'TEXT'
usage: ./run fuzz [TARGET] [SECONDS] [-OPTION...]
       ./run fuzz --merge [TARGET]

Runs one fuzz target, or all of them one after another, each for SECONDS (60). Fails on a
finding, whose input is then in build/fuzz-findings. What reaches something new is kept in
build/fuzz/corpus, where the next run begins.

  -OPTION    goes to libFuzzer, as -seed=1, or -runs=5000000, which without SECONDS takes
             the time that it takes
  --merge    makes the corpora in the tree anew of what was found

  ./run fuzz decode_helius 3600
  ./run fuzz wire -runs=20000000

TEXT
  say "targets: $(fuzz_targets | tr '\n' ' ')"
}

# fuzz_program TARGET ARGS: with what suits the target's input.
fuzz_program() {
  local target=$1 limits=()
  shift
  case $target in
    base58) limits=(-max_len=96) ;;
    decode_rpc_answer) limits=(-max_len=512 -dict=tests/fuzz/json.dict) ;;
    decode_* | verify) limits=(-max_len=8192 -dict=tests/fuzz/json.dict) ;;
    encodings) limits=(-max_len=512 -len_control=0) ;;
  esac
  # Entropic scheduling takes half of the time of inputs as quick as these. Every allocation's stack
  # takes some too, and nobody reads it where nothing is found; a finding run by hand shows it.
  ASAN_OPTIONS=malloc_context_size=0 UBSAN_OPTIONS=print_stacktrace=1 \
    "$FUZZ_BUILD/bin/${target}_fuzz" "${limits[@]}" -entropic=0 "$@"
}

# fuzz_prepare TARGET...: builds them, and makes their seeds and folders.
fuzz_prepare() {
  local target
  configure fuzz
  compile fuzz make_seeds "${@/%/_fuzz}"
  rm -rf "$FUZZ_SEEDS"
  "$FUZZ_BUILD/bin/make_seeds" "$FUZZ_SEEDS"
  mkdir -p "$FUZZ_BUILD/log" "$FUZZ_FINDINGS"
  for target in "$@"; do mkdir -p "$FUZZ_BUILD/corpus/$target" "$FUZZ_CORPUS/$target"; done
}

# fuzz_one TARGET OPTIONS: one line of what was run, or what was found.
fuzz_one() {
  local target=$1 status=0
  local log=$FUZZ_BUILD/log/$target.log
  shift
  fuzz_program "$target" -print_final_stats=1 -artifact_prefix="$FUZZ_FINDINGS/$target-" "$@" \
    "$FUZZ_BUILD/corpus/$target" "$FUZZ_CORPUS/$target" "$FUZZ_SEEDS/$target" \
    >"$log" 2>&1 || status=$?
  if [[ $status != 0 ]]; then
    say "$target: a finding; the input is in $FUZZ_FINDINGS, the end of $log says:"
    tail -n 25 "$log"
    return 1
  fi
  awk -v target="$target" '
    /^Done / { runs = $2; seconds = $5 }
    / cov: / { for (i = 1; i < NF; ++i) at[$i] = $(i + 1) }
    END { printf "%-24s %11d executions in %5d s, %6d edges, %6d features, corpus %s\n", target,
          runs, seconds, at["cov:"], at["ft:"], at["corp:"] }' "$log"
}

# fuzz_merge TARGET...: makes the corpora in the tree anew: of what is there and what was found
# here, up to 1 KB each, the fewest inputs that reach every edge that the seeds leave out. What is
# called finding_* once broke a rule, and stays.
fuzz_merge() {
  local target folder seed found=$FUZZ_BUILD/merge/found merged=$FUZZ_BUILD/merge/merged
  for target in "$@"; do
    rm -rf "$found" "$merged"
    mkdir -p "$found" "$merged"
    for folder in "$FUZZ_CORPUS/$target" "$FUZZ_BUILD/corpus/$target"; do
      find "$folder" -type f -size -1025c -exec cp -t "$found" {} +
    done
    find "$FUZZ_CORPUS/$target" -name 'finding_*' -exec cp -t "$merged" {} +
    cp "$FUZZ_SEEDS/$target"/* "$merged"
    fuzz_program "$target" -merge=1 -use_counters=0 "$merged" "$found" \
      >"$FUZZ_BUILD/log/$target-merge.log" 2>&1
    for seed in "$FUZZ_SEEDS/$target"/*; do rm "$merged/$(basename "$seed")"; done
    rm -rf "${FUZZ_CORPUS:?}/$target"
    cp -r "$merged" "$FUZZ_CORPUS/$target"
    say "$target: $(find "$FUZZ_CORPUS/$target" -type f | wc -l) inputs beside the seeds"
  done
}

# cmd_fuzz [TARGET] [SECONDS] [-OPTION...], or --merge [TARGET]
cmd_fuzz() {
  local argument merge='' seconds='' options=() targets=() failed=0
  for argument in "$@"; do
    case $argument in
      -h | --help)
        fuzz_usage
        return
        ;;
      --merge) merge=1 ;;
      -*) options+=("$argument") ;;
      *[!0-9]*) targets+=("${argument%_fuzz}") ;;
      *) seconds=$argument ;;
    esac
  done
  for argument in "${targets[@]}"; do
    if [[ ! -f tests/fuzz/${argument}_fuzz.cc ]]; then
      bad_usage "fuzz: no target is called '$argument'; there are: $(fuzz_targets | tr '\n' ' ')"
    fi
  done
  if [[ ${#targets[@]} == 0 ]]; then mapfile -t targets < <(fuzz_targets); fi
  if [[ -z $seconds && ${options[*]} != *-runs=* ]]; then seconds=60; fi
  if [[ -n $seconds ]]; then options+=("-max_total_time=$seconds"); fi
  packages_need build fuzz
  step "fuzz: build"
  fuzz_prepare "${targets[@]}"
  if [[ -n $merge ]]; then
    step "fuzz: merge"
    fuzz_merge "${targets[@]}"
    return
  fi
  step "fuzz: run; what each target says goes to $FUZZ_BUILD/log"
  for argument in "${targets[@]}"; do fuzz_one "$argument" "${options[@]}" || failed=1; done
  if [[ $failed != 0 ]]; then die "fuzzing found something; the inputs are in $FUZZ_FINDINGS"; fi
  done_in "nothing found"
}
