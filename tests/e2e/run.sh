#!/usr/bin/env bash
# Starts an instance of its own in a fresh folder, runs the end-to-end tests against it, stops it, and checks that no process is left.
#   tests/e2e/run.sh [test files]
# Where tests have to end in time, SIGNALBOX_E2E_UNTIL (seconds since 1970) says when no further suite begins; those left over are named.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
data=$(mktemp -d)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export SIGNALBOX_URL="http://127.0.0.1:$port"
export SIGNALBOX_ADMIN_PASSWORD="end-to-end-$(python3 -c 'import secrets; print(secrets.token_hex(12))')"
export SIGNALBOX_SHARED_DATA="${SIGNALBOX_SHARED_DATA:-$root/../shared/data}"
export SIGNALBOX_E2E_DATA="$data"
# The log tests write as a program without a run.
export SIGNALBOX_LOG_SOURCES="${SIGNALBOX_LOG_SOURCES:-127.0.0.1}"
# The receiver of webhooks is in the tests.
export SIGNALBOX_WEBHOOK_NETWORKS="${SIGNALBOX_WEBHOOK_NETWORKS:-127.0.0.1}"
# An instance that lives for minutes has no use for the second compiler, which takes a core at first; budgets are those of a warm one.
[ "${SIGNALBOX_BUDGETS:-0}" = 1 ] || export SIGNALBOX_JAVA_OPTIONS="${SIGNALBOX_JAVA_OPTIONS:--XX:TieredStopAtLevel=1}"
export SIGNALBOX_CHROMIUM="${SIGNALBOX_CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}"
[ -n "$SIGNALBOX_CHROMIUM" ] || { echo "No Chromium found: install the package chromium, or set SIGNALBOX_CHROMIUM." >&2; exit 1; }

stop() {
  "$root/signalbox" down --data "$data" || true
  left=$(pgrep -f -- "$data" || true)
  if [ -n "$left" ]; then
    echo "Processes are left after down:" >&2
    # shellcheck disable=SC2086
    ps -o pid,args -p $left >&2 || true
    exit 1
  fi
  if [ "${passed:-0}" = 1 ]; then rm -rf "$data"; else echo "Logs are kept in $data/logs" >&2; fi
}
trap stop EXIT

cd "$here"
if ! [ node_modules/.package-lock.json -nt package-lock.json ]; then
  # A registry that has this platform's packages only leaves gaps in the lock file, which npm ci refuses.
  npm ci --no-audit --no-fund --loglevel=error || npm install --no-save --no-audit --no-fund --loglevel=error
fi
"$root/signalbox" up --detach --data "$data" --port "$port"
npx biome check --error-on-warnings .
npx tsc --noEmit
files=("$@")
if [ $# = 0 ]; then
  # What looks at everything once more comes last.
  files=(test/accessibility.test.ts test/gallery.test.ts)
  mapfile -t others < <(printf '%s\n' test/*.test.ts | grep -vxF "$(printf '%s\n' "${files[@]}")")
  files=("${others[@]}" "${files[@]}")
fi
# A test that hangs ends by itself; the long look at the log is as long as it was asked to be.
limit=$(((${SIGNALBOX_LOG_MINUTES:-0} * 60 + 600) * 1000))
play() {
  node --import tsx --test --test-concurrency=1 --test-timeout="$limit" --test-reporter=spec "$1"
}
failed=() late=() played=0 began=$SECONDS
for file in "${files[@]}"; do
  if (($(date +%s) >= ${SIGNALBOX_E2E_UNTIL:-9999999999})); then
    late+=("$file")
    continue
  fi
  play "$file" || failed+=("$file")
  played=$((played + 1))
  echo "$played of ${#files[@]} suites played, about $(((SECONDS - began) * (${#files[@]} - played) / played)) s left"
done
# A browser on a busy machine may miss its moment once. What fails twice is broken; what does not is named.
for file in ${failed[@]+"${failed[@]}"}; do
  echo "Playing again: $file"
  play "$file"
done
if [ ${#failed[@]} -gt 0 ]; then echo "Passed at the second try: ${failed[*]}"; fi
if [ ${#late[@]} -gt 0 ]; then
  echo "NOT PLAYED, because this machine is too slow for the time that there is: ${late[*]}" | tee "$root/build/logs/e2e-not-played" >&2
fi
passed=1
