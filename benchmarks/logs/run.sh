#!/usr/bin/env bash
# How many log lines a second are received, stored and shown, beside rsyslog and a plain COPY on the same PostgreSQL. See ../README.md.
#   benchmarks/logs/run.sh [--rates 1000,5000,20000] [--seconds 10] [--flood 1000000] [--json FILE] [--keep]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for file in /usr/sbin/rsyslogd /usr/lib/*/rsyslog/ompgsql.so; do
  [ -e "$file" ] || { echo "rsyslog is missing: install the packages rsyslog and rsyslog-pgsql." >&2; exit 1; }
done
"$here/../../tests/faults/run.sh" --prepare
"$here/../install.sh"
exec node "$here/bench.mjs" "$@"
