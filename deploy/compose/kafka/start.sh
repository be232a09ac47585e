#!/bin/bash
# Formats the data folder when it is new, and becomes the broker. The image's own start writes its configuration into the image, which
# is read-only here.
set -eu
properties=/etc/signalbox/kafka/server.properties
export LOG_DIR=/tmp/kafka KAFKA_HEAP_OPTS="-Xms256m -Xmx512m"

if [ ! -e /var/lib/kafka/data/kraft/meta.properties ]; then
  cluster=$(/opt/kafka/bin/kafka-storage.sh random-uuid)
  /opt/kafka/bin/kafka-storage.sh format --cluster-id "$cluster" --config "$properties"
fi

# Not before: the tool prints the id to where this would log. EXTRA_ARGS: without a file for the garbage collector.
export KAFKA_LOG4J_OPTS="-Dlog4j2.configurationFile=/etc/signalbox/kafka/log4j2.xml" EXTRA_ARGS="-name kafkaServer"
exec /opt/kafka/bin/kafka-server-start.sh "$properties"
