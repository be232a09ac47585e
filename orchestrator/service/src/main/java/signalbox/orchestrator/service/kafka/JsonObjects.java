package signalbox.orchestrator.service.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON objects of studies: definitions and parameters. Thread-safe. */
public final class JsonObjects {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private JsonObjects() {}

  /** True when the text is one JSON object. */
  public static boolean isObject(String text) {
    return read(text) != null;
  }

  /** The object that the text is; null when it is none. */
  static @Nullable ObjectNode read(String text) {
    try {
      return MAPPER.readTree(text) instanceof ObjectNode object ? object : null;
    } catch (JsonProcessingException broken) {
      return null;
    }
  }

  /**
   * The first object with each member of the second one put into it. A name {@code a.b} stands for
   * the member {@code b} of the object {@code a}, which is made when it is not there.
   *
   * @param fixed a JSON object, or empty
   * @param searched a JSON object
   */
  public static String merge(String fixed, String searched) {
    ObjectNode root = object(fixed.isEmpty() ? "{}" : fixed);
    for (Map.Entry<String, JsonNode> member : object(searched).properties()) {
      put(root, member.getKey().split("\\.", -1), member.getValue());
    }
    return root.toString();
  }

  private static void put(ObjectNode root, String[] path, JsonNode value) {
    ObjectNode inner = root;
    for (int i = 0; i < path.length - 1; i++) {
      inner = inner.get(path[i]) instanceof ObjectNode known ? known : inner.putObject(path[i]);
    }
    inner.set(path[path.length - 1], value);
  }

  private static ObjectNode object(String text) {
    ObjectNode read = read(text);
    if (read == null) {
      throw new IllegalArgumentException("Not a JSON object: " + text);
    }
    return read;
  }
}
