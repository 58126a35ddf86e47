#!/usr/bin/env bash
# Records a trace from this machine: SQLite loads the apt package index in small transactions, its
# write-ahead log becomes a trace, and replaying the trace must give SQLite's own file byte for byte.
set -euo pipefail
mmsb=$1
smallest=$((100 * 1000 * 1000))  # bytes of page writes
out=results/local/apt-index.mmsblog

fail() { echo "trace: $*" >&2; exit 1; }
command -v sqlite3 >/dev/null || fail "needs the sqlite3 program: apt-get install sqlite3"
command -v apt-cache >/dev/null || fail "needs apt-cache for the package index: this is not a Debian system"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
database=$work/index.db

# The package index as SQL: fifty packages a transaction, every tenth transaction changes and
# removes some that came before.
index_as_sql() {
  apt-cache dumpavail | awk -v quote="'" '
    function text(value) { gsub(quote, quote quote, value); return quote value quote }
    function flush_row() {
      if (name == "") return
      if (count % 50 == 0) print "BEGIN;"
      printf "INSERT INTO package(name, version, section, size, about) VALUES(%s, %s, %s, %d, %s);\n",
        text(name), text(version), text(section), size, text(about)
      count++
      if (count % 500 == 0) {
        printf "UPDATE package SET size = size + 1 WHERE id %% 97 = %d;\n", count % 97
        printf "DELETE FROM package WHERE id %% 997 = %d;\n", count % 997
      }
      if (count % 50 == 0) print "COMMIT;"
      name = version = section = about = ""; size = 0
    }
    /^Package: /     { flush_row(); name = substr($0, 10) }
    /^Version: /     { version = substr($0, 10) }
    /^Section: /     { section = substr($0, 10) }
    /^Size: /        { size = $2 }
    /^Description: / { about = substr($0, 14) }
    END { flush_row(); if (count % 50 != 0) print "COMMIT;" }'
}

# Runs SQL from standard input; the write-ahead log stays, whole.
write_sql() {
  { printf '%s\n' '.dbconfig no_ckpt_on_close on' 'PRAGMA wal_autocheckpoint = 0;' 'PRAGMA synchronous = OFF;'; cat; } |
    sqlite3 -batch -bail "$database" >/dev/null
}

log_size() { stat -c %s "$database-wal"; }

echo "trace: SQLite loads the package index"
sqlite3 -batch "$database" >/dev/null <<'SQL'
PRAGMA journal_mode = WAL;
CREATE TABLE package(id INTEGER PRIMARY KEY, name TEXT, version TEXT, section TEXT, size INTEGER, about TEXT);
CREATE INDEX package_by_name ON package(name, version);
SQL
cp "$database" "$work/base.db"
index_as_sql | write_sql
pass=0
while [ "$(log_size)" -lt $smallest ]; do
  pass=$((pass + 1))
  [ $pass -le 1000 ] || fail "the package index is too small: run apt-get update first"
  echo "UPDATE package SET size = size + $pass WHERE id % 7 = $((pass % 7));" | write_sql
done
cp "$database-wal" "$work/index.wal"
echo "trace: $(log_size) bytes of write-ahead log; SQLite checkpoints them"
sqlite3 -batch "$database" 'PRAGMA wal_checkpoint(TRUNCATE);' >/dev/null

mkdir -p "$(dirname "$out")"
rm -f "$out"
"$mmsb" trace import sqlite-wal "$work/base.db" "$work/index.wal" -o "$out"
"$mmsb" trace replay "$out" --image "$work/image.db"
cmp "$work/image.db" "$database" || fail "replaying the trace did not give SQLite's file"

echo "trace: replayed, and equal to SQLite's own file byte for byte"
echo "trace: measure it with   $mmsb run replay-packages --input $out"
