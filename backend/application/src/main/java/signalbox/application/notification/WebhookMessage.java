package signalbox.application.notification;

import java.time.Instant;
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
    String path) {
  /** Something with a name. */
  public record Ref(UUID id, String name) {}

  /** The point that met a rule. */
  public record Metric(String key, long step, double value) {}

  /** Writes messages as text. */
  @FunctionalInterface
  public interface Writer {
    String write(WebhookMessage message);
  }
}
