#!/bin/sh
# Makes the Python environment in .venv with the first Python that is new enough; see install.py.
cd "$(dirname "$0")" || exit 1
for python in python3 python3.14 python3.13 python3.12 python3.11; do
  if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    exec "$python" install.py "$@"
  fi
done
echo "install.sh: Python 3.11 or newer is needed (Debian and Ubuntu: apt-get install python3 python3-venv)." >&2
exit 1
