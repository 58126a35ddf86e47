#!/usr/bin/env bash
# Boots a machine with two memory nodes in software emulation, runs mmsb there, and holds what it
# reports against what that machine's kernel says. Where qemu isn't installed, or there is no kernel
# to boot, it says so in one line and ends well, with nothing checked.
set -euo pipefail
command_path=$1
folder=.build/numa

skip() { echo "test-numa: nothing checked: $*"; exit 0; }
fail() { echo "test-numa: $*" >&2; exit 1; }

# The newest kernel that is installed, else Debian's, unpacked beside the build.
kernel() {
  local installed package
  installed=$(ls -t /boot/vmlinuz-* 2>/dev/null | head -n 1)
  [ -n "$installed" ] && [ -r "$installed" ] && { echo "$installed"; return; }
  if ! ls "$folder"/kernel/boot/vmlinuz-* >/dev/null 2>&1; then
    package=$(apt-cache depends linux-image-cloud-amd64 2>/dev/null |
      sed -nE 's/^ *Depends: (linux-image-[0-9].*)/\1/p' | head -n 1)
    [ -n "$package" ] || return 0
    (cd "$folder" && apt-get -qq download "$package" && dpkg-deb -x "$package"_*.deb kernel) >&2 ||
      return 0
  fi
  ls "$folder"/kernel/boot/vmlinuz-*
}

# The program, the libraries it loads, busybox and the script that runs it all.
pack() {
  local root=$folder/root library
  rm -rf "$root"
  mkdir -p "$root"/{bin,proc,sys,dev,tmp}
  cp "$command_path" "$root/bin/mmsb"
  cp "$(command -v busybox)" "$root/bin/busybox"
  for library in $(ldd "$command_path" | grep -o '/[^ ]*'); do
    mkdir -p "$root/$(dirname "$library")"
    cp -L "$library" "$root/$library"
  done
  cp -r scenarios "$root/scenarios"
  install -m 755 Tools/numa-init.sh "$root/init"
  (cd "$root" && find . | cpio -o -H newc --quiet | gzip -1) >"$folder/initrd.gz"
}

# Four CPUs on two nodes, 21 apart. One thread emulates them all: with a thread for each (qemu 7.2)
# two boots of seven hung in the guest's kernel.
boot() {
  timeout 600 qemu-system-x86_64 -M q35 -accel tcg,thread=single -cpu max -m 1G \
    -smp 4,sockets=2,cores=2,threads=1 \
    -object memory-backend-ram,id=m0,size=512M -object memory-backend-ram,id=m1,size=512M \
    -numa node,nodeid=0,cpus=0-1,memdev=m0 -numa node,nodeid=1,cpus=2-3,memdev=m1 \
    -numa dist,src=0,dst=1,val=21 \
    -kernel "$1" -initrd "$folder/initrd.gz" -append "console=ttyS0 quiet panic=-1" \
    -display none -no-reboot -serial "file:$folder/console.txt" -serial "file:$folder/out.tar"
}

# expect WHAT WANTED FOUND
expect() {
  [ "$2" = "$3" ] || fail "$1: expected $2, found ${3:-nothing}; see $folder"
  echo "test-numa: $1: ${3:-none}"
  checks=$((checks + 1))
}

# caps KEY: the value of a fact of the capability report.
caps() {
  sqlite3 :memory: "select json_extract(value, '\$.value') from
    json_each(readfile('$folder/out/caps.json'), '\$.facts')
    where json_extract(value, '\$.section') = 'nodes' and json_extract(value, '\$.key') = '$1'"
}

# ask SQL: over the grid's summary.csv, as table s.
ask() { sqlite3 :memory: ".mode csv" ".import $folder/out/grid/summary.csv s" ".mode list" "$1"; }

# held NODE: pages on a node, in the watched worker's stretches of at least 100 pages of its own. The
# first page of a thread's heap doesn't count: malloc touches it before the thread can say anything.
held() {
  grep ' bind:1 .*anon=[0-9]\{3,\}' "$folder/out/watched.maps" | grep -v ' file=' |
    grep -o " N$1=[0-9]*" | awk -F= '$2 > 1 { pages += $2 } END { print pages + 0 }'
}

# Emulated batches may be too short for the clock there: such cells are noisy, and placed all the same.
check() {
  local cells="variant = 'cell' and metric = 'time' and statistic = 'median'"
  expect "memory nodes in the capability report" "2" "$(caps count)"
  expect "CPUs of node 1 in it" "2 3" "$(caps node1_cpus)"
  expect "distances from node 0 in it" "10 21" "$(caps node0_distances)"
  expect "pairs of CPU node and memory node that were measured" "0-0 0-1 1-0 1-1" \
    "$(ask "select group_concat(p, ' ') from (select distinct cpu_node || '-' || mem_node as p
      from s where $cells and status in ('ok', 'noisy') order by 1)")"
  expect "kinds of work measured on each pair" "4" \
    "$(ask "select min(n) from (select count(distinct p_workload) as n from s
      where $cells and status in ('ok', 'noisy') group by cpu_node, mem_node)")"
  expect "cells whose placement or proof failed" "0" \
    "$(ask "select count(*) from s where variant = 'cell' and status in ('failed', 'mismatch')")"
  expect "cells whose CPUs are not their node's" "0" \
    "$(ask "select count(*) from s where $cells and status = 'ok' and
      cpu_list not in ('0', '1', '0,1') and cpu_node = '0' or
      $cells and status = 'ok' and cpu_list not in ('2', '3', '2,3') and cpu_node = '1'")"
  expect "rows that speak of a single node" "0" \
    "$(ask "select count(*) from s where reason_code = 'single_node'")"
  expect "CPUs that the kernel lets the watched worker use" "0" "$(cat "$folder/out/watched.cpus")"
  local there
  there=$(held 1)
  [ "$there" -ge 1024 ] || fail "the watched worker has only $there pages on node 1; see $folder"
  expect "pages of the watched worker elsewhere, beside $there on node 1" "0" "$(held 0)"
}

for program in qemu-system-x86_64 busybox cpio sqlite3; do
  command -v "$program" >/dev/null ||
    skip "no $program here; apt-get install qemu-system-x86 busybox-static cpio sqlite3"
done
mkdir -p "$folder"
image=$(kernel)
[ -n "$image" ] || skip "no kernel to boot; apt-get install linux-image-amd64"
pack
echo "test-numa: booting $(basename "$image") with two nodes"
boot "$image" || fail "the machine did not come to its end: $(tail -n 3 "$folder/console.txt")"
rm -rf "$folder/out"
mkdir -p "$folder/out"
tar -x -C "$folder/out" -f "$folder/out.tar" ||
  fail "nothing came back: $(tail -n 3 "$folder/console.txt")"
grep '^numa:' "$folder/console.txt" | tr -d '\r'
checks=0
check
echo "test-numa: $checks checks passed"
