package signalbox.presentation.rest.canary;

import org.apache.kafka.common.TopicPartition;

/** Breaks a rule on purpose: REST uses Kafka. */
public final class RestThatUsesKafka {
  /** Asks. */
  public String topic(TopicPartition partition) {
    return partition.topic();
  }
}
