#!/usr/bin/env bash
# Shows that the check can fail: flips one bit of what a backend wrote, and holds the run to its
# promise to notice (exit code 3) and to print no number for that backend.
set -uo pipefail
mmsb=$1
backend=scalar
grep -qw avx2 /proc/cpuinfo && backend=avx2
out=.build/proof
rm -rf "$out"
mkdir -p "$(dirname "$out")"

"$mmsb" run smoke --quiet --inject corrupt=backend:$backend --out "$out" >"$out.log" 2>&1
code=$?
if [ $code -ne 3 ]; then
  cat "$out.log" >&2
  echo "proof: with a bit flipped in $backend the run ended with exit code $code, not 3" >&2
  exit 1
fi
awk -F , -v damaged="$backend" '
  NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
  $column["backend_executed"] != damaged || $column["metric"] != "time" { next }
  $column["status"] == "mismatch" { caught++ }
  $column["value"] != "" { numbers++ }
  END { exit !(caught > 0 && numbers == 0) }' "$out/summary.csv" || {
  echo "proof: $out/summary.csv has a time for $backend, or no mismatch" >&2
  exit 1
}
echo "flipped one bit in $backend: caught, no number printed"
