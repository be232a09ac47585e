import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import signalbox.events.v1.MetricPoint;
import signalbox.events.v1.MetricsReported;
import signalbox.events.v1.Status;

/**
 * Reports metric points of runs as the orchestrator does: statuses on Kafka, each with so many steps of all metrics. Run as {@code java
 * Reporter.java BOOTSTRAP POINTS METRICS STEPS_OF_AN_EVENT FIRST_EVENT RUN…}. Prints how many points it sent.
 */
public final class Reporter {
  private Reporter() {}

  public static void main(String[] args) {
    long points = Long.parseLong(args[1]);
    int metrics = Integer.parseInt(args[2]);
    int steps = Integer.parseInt(args[3]);
    long first = Long.parseLong(args[4]);
    List<String> runs = List.of(args).subList(5, args.length);
    long sent = 0;
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", args[0], "acks", "all", "linger.ms", 5, "batch.size", 262_144),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (long event = first; sent < points; event++) {
        for (String run : runs) {
          if (sent < points) {
            producer.send(new ProducerRecord<>("signalbox.status", run, status(run, event, metrics, steps)));
            sent += (long) metrics * steps;
          }
        }
      }
    }
    System.out.println(sent);
  }

  private static byte[] status(String run, long event, int metrics, int steps) {
    Instant now = Instant.now();
    MetricsReported.Builder reported = MetricsReported.newBuilder();
    for (int step = 0; step < steps; step++) {
      Timestamp time = Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()).build();
      for (int metric = 0; metric < metrics; metric++) {
        reported.addPoints(
            MetricPoint.newBuilder()
                .setKey("layer/" + metric + "/norm")
                .setRole("other")
                .setStep(event * steps + step)
                .setValue(Math.sin(metric + event * 0.01))
                .setTime(time));
      }
    }
    return Status.newBuilder()
        .setStatusId(UUID.randomUUID().toString())
        .setSchemaVersion(1)
        .setRunId(run)
        .setAttempt(1)
        .setSequence(event)
        .setMetricsReported(reported)
        .build()
        .toByteArray();
  }
}
