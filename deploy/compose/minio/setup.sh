#!/bin/sh
# Runs at each start and ends: the bucket, its versions, and the user of Signalbox, who sees this bucket alone. Can be repeated.
set -eu
mc alias set store http://minio:9000 "$MINIO_ROOT_USER" "$MINIO_ROOT_PASSWORD" >/dev/null
mc mb --ignore-existing store/signalbox
# What is deleted stays for 35 days as an old version: docs/guides/backup.md says what for.
mc version enable store/signalbox
mc ilm rule import store/signalbox </etc/signalbox/minio/lifecycle.json
mc admin policy create store signalbox /etc/signalbox/minio/policy.json
mc admin user add store "$SIGNALBOX_S3_ACCESS_KEY" "$SIGNALBOX_S3_SECRET_KEY"
case $(mc admin user info store "$SIGNALBOX_S3_ACCESS_KEY" --json) in
  *'"policyName":"signalbox"'*) ;;
  *) mc admin policy attach store signalbox --user "$SIGNALBOX_S3_ACCESS_KEY" ;;
esac
