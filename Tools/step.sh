#!/usr/bin/env bash
# step.sh WHERE NAME COMMAND…: runs a step of CI or of the nightly checks and holds it to its limit in docs/budgets.md.
# Ends as the command does; a step that took longer than its limit fails.
set -uo pipefail
where=$1 name=$2
shift 2

limit=$(awk -F '|' -v where="$where" -v name="$name" '
  { gsub(/ /, "", $2); gsub(/ /, "", $3); gsub(/ /, "", $4) }
  $2 == where && $3 == name { print $4; exit }' docs/budgets.md)
[ -n "$limit" ] || {
  echo "step: docs/budgets.md has no limit for $where $name" >&2
  exit 1
}
started=$SECONDS
"$@"
code=$?
seconds=$((SECONDS - started))
echo "$where $name: $seconds s of $limit s" >&2
[ $code -eq 0 ] || exit $code
[ "$seconds" -le "$limit" ] || {
  echo "step: $where $name took $seconds s and may take $limit s: make it faster, or move it; see docs/budgets.md" >&2
  exit 1
}
