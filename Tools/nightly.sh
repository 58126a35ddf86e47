#!/usr/bin/env bash
# The long checks, one after another whatever fails: each step's outcome and last words become one
# page in results/nightly, and what the gate found. Ends with 1 when a step failed.
set -uo pipefail
command_path=$1 fuzz_bytes=$2

seed=$(date -u +%Y%m%d)
page=results/nightly/$(date -u +%Y-%m-%d).md
logs=.build/nightly
sums=results/nightly/$(date -u +%Y-%m-%d)-selftest
mkdir -p results/nightly "$logs"
failures=0

cpu() { sed -nE 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1; }

{
  echo "# Nightly, $(date -u +%Y-%m-%d)"
  echo
  echo "$(cpu), $(nproc) CPUs, Linux $(uname -r), revision $(git rev-parse --short HEAD 2>/dev/null || echo unknown)"
  echo
  echo "| step | outcome | seconds | last words |"
  echo "|---|---|---:|---|"
} >"$page"

# step NAME COMMAND...: runs it, shows it, and writes its row.
step() {
  local name=$1 started=$SECONDS outcome=well
  shift
  echo "nightly: $name"
  Tools/step.sh nightly "$name" "$@" 2>&1 | tee "$logs/$name.log" || {
    outcome=FAILED
    failures=$((failures + 1))
  }
  local words
  words=$({ grep -v -e '^[[:space:]-]*$' -e '^nightly ' "$logs/$name.log" | tail -n 1
    grep 'Test run with' "$logs/$name.log"; } | tail -n 1 | tr -d '|' | cut -c 1-160)
  echo "| $name | $outcome | $((SECONDS - started)) | $words |" >>"$page"
}

# The last revision that a page names and whose sources have a worker; nothing without one.
last_gated() {
  local page revision
  for page in $(ls results/nightly/*.md | sort -r); do
    revision=$(sed -nE 's/.*revision ([0-9a-f]+)$/\1/p' "$page")
    [ "$revision" != "$(git rev-parse --short HEAD)" ] || continue
    git cat-file -e "$revision:Sources/mmsb/Commands/WorkerCommand.swift" 2>/dev/null && {
      echo "$revision"
      return
    }
  done
}

# What moved since the last gated revision, as a table on the page.
gate() {
  local base
  base=$(last_gated)
  [ -n "$base" ] || {
    echo "no earlier page names a revision that can be gated"
    return 0
  }
  Tools/gate.sh "$command_path" "$base" gate gate-tpcb --report markdown="$logs/gate.md"
}

# Steps run in a shell of their own.
export -f last_gated gate
export command_path logs

step build swift build -c release
step fuzz "$command_path" fuzz kernels --bytes "$fuzz_bytes" --seed "$seed"
step verify make --no-print-directory verify
step repeat make --no-print-directory repeat
step results "$command_path" fuzz results --runs 3 --seed "$seed"
step numa make --no-print-directory test-numa
step sanitize make --no-print-directory sanitize
step gate gate
rm -rf "$sums"
step selftest "$command_path" selftest --gates 1000 --budget 12m --seed "$seed" --append results/nightly/gates.csv \
  --out "$sums"

[ ! -e "$logs/gate.md" ] || { echo; cat "$logs/gate.md"; } >>"$page"

echo "nightly: $failures failed, summary in $page"
[ "$failures" -eq 0 ]
