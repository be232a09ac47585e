package signalbox.application.shared;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A digest of a request: equal for requests that mean the same, whatever the order of the keys in
 * their maps.
 */
public final class Fingerprint {
  private Fingerprint() {}

  /**
   * @param request a record of texts, numbers, truth values, enums, lists, maps and records
   */
  public static byte[] of(Record request) {
    StringBuilder text = new StringBuilder();
    append(text, request);
    return Sha256.of(text.toString());
  }

  private static void append(StringBuilder text, @Nullable Object value) {
    switch (value) {
      case null -> text.append('~');
      case String string -> text.append(string.length()).append(':').append(string);
      case Map<?, ?> map -> {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((key, entry) -> sorted.put(String.valueOf(key), entry));
        text.append('{');
        sorted.forEach((key, entry) -> {
          append(text, key);
          append(text, entry);
        });
        text.append('}');
      }
      case List<?> list -> {
        text.append('[');
        list.forEach(entry -> append(text, entry));
        text.append(']');
      }
      case Record composite -> {
        text.append('(');
        for (RecordComponent component : composite.getClass().getRecordComponents()) {
          append(text, read(component, composite));
        }
        text.append(')');
      }
      default -> text.append(value).append(';');
    }
  }

  private static @Nullable Object read(RecordComponent component, Record composite) {
    try {
      return component.getAccessor().invoke(composite);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("not a public record: " + composite.getClass(), e);
    }
  }
}
