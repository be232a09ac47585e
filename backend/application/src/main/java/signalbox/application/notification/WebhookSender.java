package signalbox.application.notification;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends a delivery by HTTP. Thread-safe. */
@FunctionalInterface
public interface WebhookSender {
  /**
   * Posts a JSON body and waits for the answer's status, for a bounded time. Follows no redirect,
   * and connects only where the operator allows. Never throws for what the receiver does.
   */
  Answer post(URI address, Map<String, String> headers, String body);

  /**
   * What came back.
   *
   * @param status null when there was no answer
   * @param error why there was none; null when there was one
   */
  record Answer(@Nullable Integer status, @Nullable String error) {}
}
