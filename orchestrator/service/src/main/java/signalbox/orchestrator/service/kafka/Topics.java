package signalbox.orchestrator.service.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics, named after one prefix.
 *
 * @param commands backend to orchestrator
 * @param status orchestrator to backend
 * @param dead commands that could not be read
 * @param runs the changelog of the runs: compacted, as many partitions as the commands
 * @param projects the limits of the projects: compacted, one partition
 */
public record Topics(String commands, String status, String dead, String runs, String projects) {
  private static final Logger LOG = LoggerFactory.getLogger(Topics.class);
  private static final int PARTITIONS = 8;

  /** An inline prediction may hold 1 MiB of rows and is more than that as a message. */
  static final int MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

  public static Topics prefixed(String prefix) {
    return new Topics(
        prefix + ".commands",
        prefix + ".status",
        prefix + ".commands.dead",
        prefix + ".orchestrator.runs",
        prefix + ".projects");
  }

  /** Creates the topics that are not there, and waits for Kafka as long as that takes. */
  public void create(String bootstrap) throws InterruptedException {
    long pause = 100;
    while (!createMissing(bootstrap)) {
      Thread.sleep(pause);
      pause = Math.min(2_000, pause * 2);
    }
  }

  /** Creates the topics that are not there; false when Kafka does not answer now. */
  public boolean createMissing(String bootstrap) {
    try (Admin admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                2_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                4_000,
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                500))) {
      Set<String> there = admin.listTopics().names().get();
      create(admin, wanted().stream().filter(topic -> !there.contains(topic.name())).toList());
      return true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | org.apache.kafka.common.KafkaException notYet) {
      LOG.warn(
          "Kafka at {} does not answer yet: {}", bootstrap, String.valueOf(notYet.getMessage()));
      return false;
    }
  }

  private static void create(Admin admin, Collection<NewTopic> missing)
      throws ExecutionException, InterruptedException {
    for (NewTopic topic : missing) {
      try {
        admin.createTopics(List.of(topic)).all().get();
      } catch (ExecutionException failed) {
        if (!(failed.getCause() instanceof TopicExistsException)) {
          throw failed;
        }
      }
    }
  }

  private List<NewTopic> wanted() {
    Map<String, String> size = Map.of("max.message.bytes", Integer.toString(MAX_MESSAGE_BYTES));
    Map<String, String> compacted =
        Map.of(
            "cleanup.policy",
            "compact",
            "max.message.bytes",
            Integer.toString(MAX_MESSAGE_BYTES),
            "delete.retention.ms",
            Long.toString(Duration.ofHours(1).toMillis()),
            "segment.bytes",
            Integer.toString(16 * 1024 * 1024));
    Map<String, String> changelog = new HashMap<>(compacted);
    // What a former owner has written over is said again within this time.
    changelog.put("min.compaction.lag.ms", Long.toString(Duration.ofHours(1).toMillis()));
    return List.of(
        topic(commands, PARTITIONS).configs(size),
        topic(status, PARTITIONS).configs(size),
        topic(dead, 1).configs(size),
        topic(runs, PARTITIONS).configs(changelog),
        topic(projects, 1).configs(compacted));
  }

  private static NewTopic topic(String name, int partitions) {
    return new NewTopic(name, java.util.Optional.of(partitions), java.util.Optional.empty());
  }
}
