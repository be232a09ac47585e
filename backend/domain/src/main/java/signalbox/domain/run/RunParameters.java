package signalbox.domain.run;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** The parameters of a run as one flat table: names of nested objects are joined by dots. */
public final class RunParameters {
  private static final int MAX_PATH = 200;

  private RunParameters() {}

  /**
   * By path, in order: numbers, texts and truth values, and lists as they are. What is null is left
   * out.
   */
  public static Map<String, Object> of(RunSpec spec) {
    Map<String, Object> flat = new TreeMap<>();
    spec.parameters().forEach((name, value) -> put(flat, name, value));
    return Collections.unmodifiableMap(flat);
  }

  private static void put(Map<String, Object> flat, String path, Object value) {
    if (value instanceof Map<?, ?> nested) {
      nested.forEach((name, inner) -> put(flat, path + "." + name, inner));
    } else if (value != null) {
      flat.putIfAbsent(path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH), value);
    }
  }
}
