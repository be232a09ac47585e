package signalbox.orchestrator.service.grpc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import signalbox.events.v1.Algorithm;
import signalbox.events.v1.MetricInfo;
import signalbox.events.v1.ServiceDescribed;
import signalbox.ml.v1.DescribeResponse;
import signalbox.orchestrator.service.kafka.KafkaWriter;

/**
 * Tells the world what the instances say of themselves: upon a change, and every 10 s. Thread-safe.
 */
public final class Announcements {
  static final Duration EVERY = Duration.ofSeconds(10);

  private final KafkaWriter writer;
  private final Clock clock;
  private final Map<String, ServiceDescribed> last = new HashMap<>();
  private final Map<String, Instant> at = new HashMap<>();

  public Announcements(KafkaWriter writer, Clock clock) {
    this.writer = writer;
    this.clock = clock;
  }

  /** Looks at the instance and tells what is new; must be called at least every few seconds. */
  public void look(MlInstance instance) {
    DescribeResponse described = instance.described();
    if (described == null) {
      // Without an answer there is no name to tell it under.
      return;
    }
    ServiceDescribed now = message(instance, described);
    synchronized (this) {
      Instant told = at.get(instance.address());
      if (now.equals(last.get(instance.address()))
          && told != null
          && told.plus(EVERY).isAfter(clock.instant())) {
        return;
      }
      last.put(instance.address(), now);
      at.put(instance.address(), clock.instant());
    }
    var _ = writer.send(now.getService(), writer.status().setServiceDescribed(now).build(), "");
  }

  private static ServiceDescribed message(MlInstance instance, DescribeResponse described) {
    ServiceDescribed.Builder builder =
        ServiceDescribed.newBuilder()
            .setService(described.getService())
            .setInstance(instance.address())
            .setVersion(described.getVersion())
            .setInstanceId(described.getInstanceId())
            .setUp(instance.answers() && !described.getDraining())
            .setSlots(described.getSlots())
            .setSlotsInUse(described.getSlotsInUse())
            .setBreakerState(instance.breakerState())
            .setLastError(instance.lastError());
    for (signalbox.ml.v1.Algorithm algorithm : described.getAlgorithmsList()) {
      Algorithm.Builder copy =
          Algorithm.newBuilder()
              .setName(algorithm.getName())
              .setTitle(algorithm.getTitle())
              .setDescription(algorithm.getDescription())
              .addAllKinds(algorithm.getKindsList())
              .addAllTasks(algorithm.getTasksList())
              .setParametersSchemaJson(algorithm.getParametersSchemaJson());
      for (signalbox.ml.v1.MetricInfo metric : algorithm.getMetricsList()) {
        copy.addMetrics(
            MetricInfo.newBuilder()
                .setKey(metric.getKey())
                .setRole(RunMessages.role(metric.getRole()))
                .setMaximize(metric.getMaximize())
                .setTask(metric.getTask())
                .setStepUnit(metric.getStepUnit()));
      }
      builder.addAlgorithms(copy);
    }
    return builder.build();
  }
}
