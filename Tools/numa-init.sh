#!/bin/busybox sh
# The first and only process of the machine that Tools/test-numa.sh boots: runs mmsb on two memory
# nodes, looks at it from outside, and hands everything back as a tar file through the second
# serial port. Working sets are small: emulated, everything is a hundred times slower.
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /out
cd /

# What the kernel itself says of a running process's first worker: where it may run, which policy
# its memory has, and where that lies. Kept from the last look at which it held a lot of memory.
look() {
  local thread
  for thread in /proc/"$1"/task/*; do
    [ "$(cat "$thread/comm")" = mmsb-worker-0 ] || continue
    cat "$thread/numa_maps" >/out/now.maps
    grep -q 'anon=[0-9][0-9][0-9]' /out/now.maps || continue
    sed -n 's/^Cpus_allowed_list:[^0-9]*//p' "$thread/status" >/out/watched.cpus
    mv /out/now.maps /out/watched.maps
  done
}

echo "numa: booted with nodes $(cat /sys/devices/system/node/online)"
mmsb caps --json >/out/caps.json
echo "numa: caps ended with $?"
mmsb run numa --quick --axis workingSet=1MiB --out /out/grid --quiet >/out/grid.txt
echo "numa: the grid ended with $?"

# A worker on node 0 with its memory on node 1, started again until it was seen at work.
for try in 1 2 3 4 5; do
  rm -rf /out/watched
  mmsb run numa --axis workingSet=8MiB --axis threads=1 --axis node=0 --axis memory=bind:1 \
    --out /out/watched --quiet >/out/watched.txt &
  process=$!
  while kill -0 "$process" 2>/dev/null; do
    look "$process" 2>/dev/null
    usleep 100000
  done
  wait "$process"
  echo "numa: the watched run ended with $?"
  [ -s /out/watched.cpus ] && break
done

stty -F /dev/ttyS1 raw
tar -c -C /out . >/dev/ttyS1
poweroff -f
