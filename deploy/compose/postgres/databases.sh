#!/bin/bash
# Runs once, when the server's data folder is new: two databases, each with an owner of its own that sees no other. The image has put
# TimescaleDB into the template, so that the owners need no right to create it.
set -e
for name in metadata telemetry; do
  variable=SIGNALBOX_${name^^}_PASSWORD
  psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 \
    --set name="$name" --set password="${!variable}" <<'SQL'
create role :"name" login password :'password';
create database :"name" owner :"name";
revoke connect on database :"name" from public;
SQL
done
