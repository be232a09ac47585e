package signalbox.application.notification;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The JSON body of a delivery, as {@code docs/webhooks.md} describes it.
 *
 * @param path of the place in the dashboard; its host is not known here
 */
public record WebhookMessage(
    UUID id,
    String event,
    String severity,
    String title,
    String text,
    Instant createdAt,
    Ref project,
    @Nullable Ref run,
    @Nullable Ref rule,
    @Nullable Metric metric,
    @Nullable Trial trial,
    String path) {
  /** Something with a name. */
  public record Ref(UUID id, String name) {}

  /** The point that met a rule. */
  public record Metric(String key, long step, double value) {}

  /**
   * The trial that met a rule.
   *
   * @param runId the trial as a run
   * @param values by the metrics of the objectives, in their order
   */
  public record Trial(int number, UUID runId, Map<String, Double> values) {}

  /** Writes messages as text. */
  @FunctionalInterface
  public interface Writer {
    String write(WebhookMessage message);
  }
}
