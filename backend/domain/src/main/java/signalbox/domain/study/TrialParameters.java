package signalbox.domain.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters of a trial: those of its study, with the searched ones in their places. */
public final class TrialParameters {
  private TrialParameters() {}

  /**
   * @param fixed plain JSON values
   * @param searched by path: {@code a.b} is {@code b} within {@code a}; what lies there is replaced
   */
  public static Map<String, Object> of(Map<String, Object> fixed, Map<String, Object> searched) {
    Map<String, Object> merged = new LinkedHashMap<>(fixed);
    searched.forEach((path, value) -> put(merged, path, value));
    return Collections.unmodifiableMap(merged);
  }

  /** The same parameters without those that are searched. */
  public static Map<String, Object> without(Map<String, Object> all, Iterable<String> paths) {
    Map<String, Object> left = new LinkedHashMap<>(all);
    paths.forEach(path -> remove(left, path));
    return Collections.unmodifiableMap(left);
  }

  private static void put(Map<String, Object> into, String path, Object value) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      into.put(path, value);
      return;
    }
    String name = path.substring(0, dot);
    Map<String, Object> inner = copy(into.get(name));
    put(inner, path.substring(dot + 1), value);
    into.put(name, inner);
  }

  private static void remove(Map<String, Object> from, String path) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      from.remove(path);
      return;
    }
    String name = path.substring(0, dot);
    if (from.get(name) instanceof Map<?, ?>) {
      Map<String, Object> inner = copy(from.get(name));
      remove(inner, path.substring(dot + 1));
      from.put(name, inner);
    }
  }

  /** Empty for what is no object. */
  private static Map<String, Object> copy(@Nullable Object value) {
    Map<String, Object> copy = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, inner) -> copy.put(String.valueOf(name), inner));
    }
    return copy;
  }
}
