#!/bin/sh
# Makes .env of .env.example: each password and key that is empty there becomes 32 random bytes in base64. An .env that is there stays.
set -eu
cd "$(dirname "$0")"
if [ -e .env ]; then
  echo "new-env.sh: there is an .env already; it stays as it is" >&2
  exit 1
fi
umask 077
while IFS= read -r line; do
  case $line in
    *_PASSWORD= | *_KEY=) printf '%s%s\n' "$line" "$(head -c 32 /dev/urandom | base64)" ;;
    *) printf '%s\n' "$line" ;;
  esac
done <.env.example >.env
echo "new-env.sh: .env is made. The first administrator's password is in it: SIGNALBOX_ADMIN_PASSWORD"
