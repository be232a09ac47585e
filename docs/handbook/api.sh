# What the pages of this handbook speak to the REST interface with: curl and a token. Source it from the folder of Signalbox:
#   . docs/handbook/api.sh
# SIGNALBOX_URL, SIGNALBOX_TOKEN and SIGNALBOX_ADMIN_PASSWORD say another address, another user, another password.

S=${SIGNALBOX_URL:-http://127.0.0.1:8080}/api/v1

field() { # field NAME…: one value of the JSON on standard input; a number is a place in a list
  python3 -c '
import json, sys
value = json.load(sys.stdin)
for name in sys.argv[1:]:
    value = value[int(name)] if isinstance(value, list) else value[name]
print(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))' "$@"
}

sign_in() { # sets TOKEN: the given one, else that of a sign-in as the administrator
  TOKEN=${SIGNALBOX_TOKEN:-}
  if [ -z "$TOKEN" ]; then
    TOKEN=$(curl --silent --show-error --fail-with-body "$S/auth/login" --header 'content-type: application/json' --data \
      "{\"email\":\"admin@signalbox.local\",\"password\":\"${SIGNALBOX_ADMIN_PASSWORD:-$(cat data/admin-password)}\"}" | field accessToken)
  fi
}

api() { # api METHOD PATH [JSON]: sends it and prints the answer; a refusal is printed, too, and is a failure
  local request=(curl --silent --show-error --fail-with-body --request "$1" "$S$2" --header "authorization: Bearer $TOKEN")
  if [ $# -gt 2 ]; then request+=(--header 'content-type: application/json' --data "$3"); fi
  "${request[@]}"
}

upload() { # upload PROJECT FILE: makes a dataset of a file and prints it
  curl --silent --show-error --fail-with-body "$S/projects/$1/datasets" --header "authorization: Bearer $TOKEN" --form "file=@$2"
}

ended() { # ended RUN: waits until it has ended, and prints how
  local status
  while :; do
    status=$(api GET "/runs/$1" | field status)
    case $status in succeeded | failed | cancelled | timed_out) break ;; esac
    sleep 0.5
  done
  printf '%s\n' "$status"
}
