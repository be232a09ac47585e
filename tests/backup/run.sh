#!/usr/bin/env bash
# Backs up an instance of its own while it works, restores the backup into an empty folder, starts that, and compares every run, log line,
# metric point and artifact by hash. Then damages backups, which must be refused. Needs what ./signalbox build has built, and Node.
#   tests/backup/run.sh
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
first=$work/first second=$work/second third=$work/third
export SIGNALBOX_BACKUP_WORK=$work
export SIGNALBOX_SHARED_DATA="${SIGNALBOX_SHARED_DATA:-$root/../shared/data}"
SIGNALBOX_ADMIN_PASSWORD="backup-$(python3 -c 'import secrets; print(secrets.token_hex(12))')"
export SIGNALBOX_ADMIN_PASSWORD
# A program of the test writes log lines without a run.
export SIGNALBOX_LOG_SOURCES=127.0.0.1
writing="" passed=0

say() { printf '=== %s\n' "$*"; }

finish() {
  if [ -n "$writing" ]; then kill "$writing" 2>/dev/null || true; fi
  for data in "$first" "$second"; do
    if [ -e "$data/lock" ]; then "$root/signalbox" down --data "$data" || true; fi
  done
  left=$(pgrep -f -- "$work/" || true)
  if [ -n "$left" ]; then
    echo "Processes are left:" >&2
    # shellcheck disable=SC2086
    ps -o pid,args -p $left >&2 || true
    exit 1
  fi
  if [ "$passed" = 1 ]; then rm -rf "$work"; else echo "Data and logs are kept in $work" >&2; fi
}
trap finish EXIT

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

start() { # start DATA
  local port
  port=$(free_port)
  export SIGNALBOX_URL="http://127.0.0.1:$port"
  "$root/signalbox" up --detach --data "$1" --port "$port"
}

play() { # play PROGRAM ARGUMENT…
  node --import tsx "$here/$1.mts" "${@:2}"
}

expect() { # expect CODE COMMAND…
  local wanted=$1 code=0
  shift
  "$@" || code=$?
  if [ "$code" != "$wanted" ]; then
    echo "This ended with $code instead of $wanted: $*" >&2
    exit 1
  fi
}

is_empty() { # is_empty FOLDER: it is not there, or nothing is in it
  if [ -n "$(ls -A "$1" 2>/dev/null || true)" ]; then
    echo "$1 is not empty: $(ls -A "$1")" >&2
    exit 1
  fi
}

cd "$root/tests/e2e" # where the libraries are
if ! [ node_modules/.package-lock.json -nt package-lock.json ]; then
  # A registry that has this platform's packages only leaves gaps in the lock file, which npm ci refuses.
  npm ci --no-audit --no-fund --loglevel=error || npm install --no-save --no-audit --no-fund --loglevel=error
fi

say "an instance with a run of every kind"
start "$first"
# Not through «play»: this must be the process that is ended below.
node --import tsx "$here/write.mts" &
writing=$!
npx tsc --noEmit -p "$here/tsconfig.json"
play fill
if [ ! -s "$work/writing.json" ]; then
  echo "The program that writes log lines has not begun." >&2
  exit 1
fi
play look before

say "backup while it works"
expect 0 "$root/signalbox" backup --data "$first" --to "$work/backup.tar"
play look after
kill "$writing"
wait "$writing" || true
writing=""
is_empty "$first/backup"
[ ! -e "$first/s3/objects.held" ]
expect 1 "$root/signalbox" backup --data "$first" --to "$work/backup.tar"
"$root/signalbox" down --data "$first"

say "what is refused"
expect 1 "$root/signalbox" restore --from "$work/backup.tar" --data "$first"
python3 - "$work" <<'PYTHON'
import shutil
import sys
import tarfile
from pathlib import Path

work = Path(sys.argv[1])
whole = work / "backup.tar"
for name, wanted in (("object", "s3/objects/"), ("log", "postgres/data/pg_wal/"), ("manifest", "manifest.json")):
    damaged = work / f"{name}.tar"
    shutil.copy(whole, damaged)
    with tarfile.open(whole) as archive:
        member = next(each for each in archive if each.name.startswith(wanted) and each.size > 0)
    with damaged.open("r+b") as file:
        file.seek(member.offset_data + member.size // 2)
        byte = file.read(1)[0]
        file.seek(-1, 1)
        file.write(bytes([byte ^ 1]))
with whole.open("rb") as source, (work / "half.tar").open("wb") as half:
    half.write(source.read(whole.stat().st_size // 2))
PYTHON
for damaged in object log manifest half; do
  expect 4 "$root/signalbox" restore --from "$work/$damaged.tar" --data "$third"
  is_empty "$third"
  rm -f "$work/$damaged.tar"
done

say "restore into an empty system"
expect 0 "$root/signalbox" restore --from "$work/backup.tar" --data "$second"
start "$second"
play look restored
play compare
play work
"$root/signalbox" down --data "$second"

say "an instance that is stopped, as a folder"
expect 0 "$root/signalbox" backup --data "$second" --to "$work/folder"
expect 0 "$root/signalbox" restore --from "$work/folder" --data "$third"
cmp "$second/secrets" "$third/secrets"
diff -r "$second/s3/objects" "$third/s3/objects"
rm -f "$(find "$work/folder/s3/objects" -type f -size +0 | head -n 1)"
expect 4 "$root/signalbox" restore --from "$work/folder" --data "$work/fourth"
is_empty "$work/fourth"

passed=1
say "passed in $SECONDS s"
