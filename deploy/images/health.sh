#!/bin/bash
# Whether the part in this container is ready, by its own management port. The images have no HTTP client; bash can do it.
exec 3<>"/dev/tcp/127.0.0.1/${SIGNALBOX_MANAGEMENT_PORT:-8081}" || exit 1
printf 'GET /health/ready HTTP/1.0\r\n\r\n' >&3
read -r _ code _ <&3
[[ $code == 200 ]]
