#!/bin/sh
# train NAME: makes the class data of a Java part. The part is started with addresses at which nobody answers, so it loads its
# classes, is wired, and waits for its servers; then it is told to stop, and the JVM writes down what it had loaded. The heap is a
# small one as in a container: with more than 32 GB on the builder's machine, references would have another size, and all be in vain.
set -eu
home=/opt/signalbox/$1
nowhere=127.0.0.1:1
key=$(head -c 32 /dev/zero | base64)

env SIGNALBOX_HOST=127.0.0.1 \
  SIGNALBOX_METADATA_URL="jdbc:postgresql://$nowhere/none" SIGNALBOX_METADATA_USER=none SIGNALBOX_METADATA_PASSWORD=none \
  SIGNALBOX_TELEMETRY_URL="jdbc:postgresql://$nowhere/none" SIGNALBOX_TELEMETRY_USER=none SIGNALBOX_TELEMETRY_PASSWORD=none \
  SIGNALBOX_KAFKA_BOOTSTRAP=$nowhere SIGNALBOX_ML_SERVICES=$nowhere \
  SIGNALBOX_S3_ENDPOINT="http://$nowhere" SIGNALBOX_S3_ACCESS_KEY=none SIGNALBOX_S3_SECRET_KEY=none \
  SIGNALBOX_JWT_KEY="$key" SIGNALBOX_ADMIN_PASSWORD=none SIGNALBOX_SPOOL_DIR=/tmp/train \
  timeout --preserve-status --signal=TERM --kill-after=60 20 \
  java -Xmx512m -XX:ArchiveClassesAtExit="$home/classes.jsa" "@$home/java.args" >/tmp/train.log 2>&1 || true

# Whatever it ended with: what counts is the file. Without it the part would start as well, but slower, and nobody would notice.
if [ ! -s "$home/classes.jsa" ]; then
  cat /tmp/train.log >&2
  echo "train: $1 has left no class data" >&2
  exit 1
fi
rm -rf /tmp/train /tmp/train.log /tmp/hsperfdata_*
