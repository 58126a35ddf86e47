#!/usr/bin/env bash
# The long checks, one after another whatever fails: each step's outcome and last words become one
# page in results/nightly. Ends with 1 when a step failed.
set -uo pipefail
command_path=$1 fuzz_bytes=$2

seed=$(date -u +%Y%m%d)
page=results/nightly/$(date -u +%Y-%m-%d).md
logs=.build/nightly
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
  "$@" 2>&1 | tee "$logs/$name.log" || { outcome=FAILED; failures=$((failures + 1)); }
  local words
  words=$({ grep -v '^[[:space:]-]*$' "$logs/$name.log" | tail -n 1
    grep 'Test run with' "$logs/$name.log"; } | tail -n 1 | tr -d '|' | cut -c 1-160)
  echo "| $name | $outcome | $((SECONDS - started)) | $words |" >>"$page"
}

step build swift build -c release
step fuzz "$command_path" fuzz kernels --bytes "$fuzz_bytes" --seed "$seed"
step verify make --no-print-directory verify
step repeat make --no-print-directory repeat
step numa make --no-print-directory test-numa
step sanitize make --no-print-directory sanitize

echo "nightly: $failures failed, summary in $page"
[ "$failures" -eq 0 ]
