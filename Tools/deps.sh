#!/usr/bin/env bash
# Makes sure that what the build links and the tests run is installed: silent and quick when it is.
# Without apt it goes on if the libraries are there anyway, and else names what to install. With
# `nightly` it also installs what boots the emulated machine of `make test-numa`, and `strace`, by which
# tests have the system refuse calls.
set -euo pipefail

# What is looked for, and the Debian package that brings it.
headers=(numa.h:libnuma-dev xxhash.h:libxxhash-dev)
# PAPI is loaded at run time: without it the build works and counters come from the kernel.
recommended=(papi.h:libpapi-dev sde_lib.h:libpapi-dev)
programs=(pkg-config:pkg-config sqlite3:sqlite3 qemu-x86_64:qemu-user objdump:binutils)
[ "${1:-}" != nightly ] ||
  programs+=(qemu-system-x86_64:qemu-system-x86 busybox:busybox-static cpio:cpio strace:strace)

fail() { echo "deps: $*" >&2; exit 1; }

header_present() {
  local folder
  for folder in /usr/include /usr/include/x86_64-linux-gnu /usr/local/include; do
    [ -e "$folder/$1" ] && return 0
  done
  return 1
}

# missing_headers ROW...: the rows whose header is not here.
missing_headers() {
  local row
  for row in "$@"; do header_present "${row%%:*}" || echo "$row"; done
}

missing_programs() {
  local row
  for row in "${programs[@]}"; do command -v "${row%%:*}" >/dev/null || echo "$row"; done
}

# The packages of rows on standard input, each once, in one line.
packages() { sed 's/.*://' | sort -u | paste -sd ' ' -; }

check_swift() {
  command -v swift >/dev/null ||
    fail "no Swift here: install the Swift 6.3 toolchain (https://www.swift.org/install/linux), usr/bin on the PATH"
  local banner version major minor
  banner=$(swift --version 2>&1) || fail "$(command -v swift) does not run: ${banner%%$'\n'*}"
  version=$(sed -nE 's/.*Swift version ([0-9]+)\.([0-9]+).*/\1 \2/p' <<<"$banner")
  read -r major minor <<<"${version:-0 0}"
  ((major > 6 || (major == 6 && minor >= 3))) ||
    fail "$(command -v swift) is Swift $major.$minor: install 6.3 or newer (https://www.swift.org/install/linux)"
}

install() {
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || return 1
    as_root=(sudo)
  fi
  echo "deps: installing $*"
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0)
  "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "$@"
}

check_swift
wanted=$({ missing_headers "${headers[@]}" "${recommended[@]}"; missing_programs; } | packages)
[ -n "$wanted" ] || exit 0
if command -v apt-get >/dev/null && install $wanted; then exit 0; fi

needed=$(missing_headers "${headers[@]}" | packages)
[ -z "$needed" ] || fail "could not install what the build needs; as root: apt-get install $needed," \
  "or elsewhere the development packages of libnuma and xxHash"
echo "deps: going on without $wanted: the libraries are here, but some tests will be skipped" >&2
