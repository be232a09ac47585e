package signalbox.presentation.websocket;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the server says, in the shape of the contract. */
final class ServerFrame {
  private ServerFrame() {}

  record Snapshot(String type, String topic, String cursor, Object state) {
    Snapshot(String topic, String cursor, Object state) {
      this("snapshot", topic, cursor, state);
    }
  }

  record Batch(String type, String topic, String from, String to, List<Object> items) {
    Batch(String topic, String from, String to, List<Object> items) {
      this("batch", topic, from, to, items);
    }
  }

  record Gap(String type, String topic, String from, String to, String reason) {
    Gap(String topic, String from, String to, String reason) {
      this("gap", topic, from, to, reason);
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Refusal(String type, @Nullable String topic, String code, String detail) {
    Refusal(@Nullable String topic, String code, String detail) {
      this("error", topic, code, detail);
    }
  }

  record Heartbeat(String type, Instant time) {
    Heartbeat(Instant time) {
      this("heartbeat", time);
    }
  }
}
