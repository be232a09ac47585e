package signalbox.presentation.websocket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.presentation.shared.Json;

/** What a client says. */
sealed interface ClientFrame {
  String topic();

  /**
   * @param after null for a snapshot first
   */
  record Subscribe(String topic, @Nullable String after, int credit) implements ClientFrame {}

  record Unsubscribe(String topic) implements ClientFrame {}

  record Credit(String topic, int n) implements ClientFrame {}

  /**
   * @throws SignalboxException {@code stream.malformed_frame}
   */
  static ClientFrame parse(Json json, String text) {
    JsonNode frame;
    try {
      frame = json.mapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw malformed("it is not valid JSON").causedBy(e);
    }
    if (frame == null || !frame.isObject()) {
      throw malformed("it is not an object");
    }
    String topic = text(frame, "topic");
    return switch (text(frame, "type")) {
      case "subscribe" -> {
        only(frame, Set.of("type", "topic", "after", "credit"));
        yield new Subscribe(
            topic,
            frame.hasNonNull("after") ? cursor(frame) : null,
            frame.hasNonNull("credit") ? credit(frame, "credit") : StreamDefaults.DEFAULT_CREDIT);
      }
      case "unsubscribe" -> {
        only(frame, Set.of("type", "topic"));
        yield new Unsubscribe(topic);
      }
      case "credit" -> {
        only(frame, Set.of("type", "topic", "n"));
        yield new Credit(topic, credit(frame, "n"));
      }
      default -> throw malformed("its type is not known");
    };
  }

  private static void only(JsonNode frame, Set<String> known) {
    for (Iterator<String> names = frame.fieldNames(); names.hasNext(); ) {
      if (!known.contains(names.next())) {
        throw malformed("it has an unknown property");
      }
    }
  }

  private static String text(JsonNode frame, String name) {
    JsonNode value = frame.get(name);
    if (value == null || !value.isTextual()) {
      throw malformed(name + " must be a text");
    }
    return value.textValue();
  }

  private static String cursor(JsonNode frame) {
    String after = text(frame, "after");
    if (after.length() > StreamDefaults.MAX_CURSOR_LENGTH) {
      throw SignalboxException.of(ErrorCode.STREAM_BAD_CURSOR)
          .unsafe("cursor", after.substring(0, StreamDefaults.MAX_CURSOR_LENGTH));
    }
    return after;
  }

  private static int credit(JsonNode frame, String name) {
    JsonNode value = frame.get(name);
    int number = value != null && value.isInt() ? value.intValue() : 0;
    if (number < 1 || number > StreamDefaults.MAX_CREDIT) {
      throw malformed(name + " must be from 1 to " + StreamDefaults.MAX_CREDIT);
    }
    return number;
  }

  private static SignalboxException malformed(String reason) {
    return SignalboxException.of(ErrorCode.STREAM_MALFORMED_FRAME).safe("reason", reason);
  }
}
