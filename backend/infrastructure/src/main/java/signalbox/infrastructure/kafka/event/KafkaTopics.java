package signalbox.infrastructure.kafka.event;

/**
 * The topics of one system.
 *
 * @param commands from here to the orchestrator
 * @param status from the orchestrator to here
 * @param dead what could not be read
 * @param projects what orchestrators must know of projects; compacted
 */
public record KafkaTopics(String commands, String status, String dead, String projects) {
  /** The largest message that the topics take. */
  public static final int MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

  public static final KafkaTopics DEFAULT =
      new KafkaTopics(
          "signalbox.commands",
          "signalbox.status",
          "signalbox.commands.dead",
          "signalbox.projects");
}
