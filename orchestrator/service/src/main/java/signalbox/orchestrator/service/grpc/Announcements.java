package signalbox.orchestrator.service.grpc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import signalbox.events.v1.Algorithm;
import signalbox.events.v1.MetricInfo;
import signalbox.events.v1.ServiceDescribed;
import signalbox.ml.v1.DescribeResponse;
import signalbox.orchestrator.service.kafka.KafkaWriter;
import signalbox.orchestrator.service.kafka.Times;

/**
 * Tells the world how the instances are: what they say of themselves, what the breakers say of
 * them, and what this orchestrator has to do with them. Upon a change, and every 5 s. Thread-safe.
 */
public final class Announcements {
  static final Duration EVERY = Duration.ofSeconds(5);

  /** What this orchestrator has to do with an instance. */
  public record Work(int queued, int running, long staleEvents, int retriesLeft, int retryBudget) {}

  private final KafkaWriter writer;
  private final String self;
  private final Function<String, Work> work;
  private final Clock clock;
  private final Map<String, ServiceDescribed> last = new HashMap<>();
  private final Map<String, Instant> at = new HashMap<>();

  /**
   * @param self the name of this orchestrator
   * @param work by the instance's address
   */
  public Announcements(KafkaWriter writer, String self, Function<String, Work> work, Clock clock) {
    this.writer = writer;
    this.self = self;
    this.work = work;
    this.clock = clock;
  }

  /** Looks at the instance and tells what is new; must be called at least every few seconds. */
  public void look(MlInstance instance) {
    if (!instance.asked()) {
      return;
    }
    ServiceDescribed now = message(instance);
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
    // One that has never answered has no name yet.
    String key = now.getService().isEmpty() ? now.getInstance() : now.getService();
    var _ = writer.send(key, writer.status().setServiceDescribed(now).build(), "");
  }

  private ServiceDescribed message(MlInstance instance) {
    DescribeResponse response = instance.described();
    DescribeResponse described =
        response == null ? DescribeResponse.getDefaultInstance() : response;
    Work now = work.apply(instance.address());
    Breaker.Numbers numbers = instance.numbers();
    Instant nextProbe = instance.nextProbe();
    ServiceDescribed.Builder builder =
        ServiceDescribed.newBuilder()
            .setService(described.getService())
            .setInstance(instance.address())
            .setVersion(described.getVersion())
            .setInstanceId(described.getInstanceId())
            .setUp(instance.answers() && !described.getDraining())
            .setSlots(described.getSlots())
            .setSlotsInUse(described.getSlotsInUse())
            .setDraining(described.getDraining())
            .setBreakerState(instance.breakerState())
            .setLastError(instance.lastError())
            .setFailureRate(numbers.failureRate())
            .setCalls(numbers.calls())
            .setFailedCalls(numbers.failedCalls())
            .setOrchestrator(self)
            .setQueued(now.queued())
            .setRunning(now.running())
            .setStaleEvents(now.staleEvents())
            .setRetriesLeft(now.retriesLeft())
            .setRetryBudget(now.retryBudget());
    if (nextProbe != null) {
      builder.setNextProbeAt(Times.timestamp(nextProbe));
    }
    for (signalbox.ml.v1.Algorithm algorithm : described.getAlgorithmsList()) {
      Algorithm.Builder copy =
          Algorithm.newBuilder()
              .setName(algorithm.getName())
              .setTitle(algorithm.getTitle())
              .setDescription(algorithm.getDescription())
              .addAllKinds(algorithm.getKindsList())
              .addAllTasks(algorithm.getTasksList())
              .addAllInstanceFormats(algorithm.getInstanceFormatsList())
              .setParametersSchemaJson(algorithm.getParametersSchemaJson());
      for (signalbox.ml.v1.MetricInfo metric : algorithm.getMetricsList()) {
        copy.addMetrics(
            MetricInfo.newBuilder()
                .setKey(metric.getKey())
                .setRole(RunMessages.role(metric.getRole()))
                .setMaximize(metric.getMaximize())
                .setTask(metric.getTask())
                .setStepUnit(metric.getStepUnit())
                .setOfSet(metric.getOfSet()));
      }
      builder.addAlgorithms(copy);
    }
    return builder.build();
  }
}
