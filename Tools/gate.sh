#!/usr/bin/env bash
# gate.sh HEAD REVISION [ARGUMENT…]: builds a revision in a folder of its own under .build, where it stays for the next
# gate, and holds HEAD against it; the arguments go to `mmsb gate`.
set -euo pipefail
head=$1 revision=$2
shift 2

commit=$(git rev-parse --verify --quiet "$revision^{commit}") || {
  echo "gate: no revision $revision in this repository" >&2
  exit 2
}
folder=.build/gate/${commit:0:12}
base=$folder/.build/release/mmsb
if [ ! -x "$base" ]; then
  [ -e "$folder/Package.swift" ] || {
    git worktree prune
    git worktree add --detach --force "$folder" "$commit" >/dev/null
  }
  echo "gate: building ${commit:0:12}" >&2
  (cd "$folder" && swift build -c release --product mmsb >&2)
fi
exec "$head" gate --base "$base" "$@"
