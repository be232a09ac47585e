package signalbox.application.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A completed trial of another study.
 *
 * @param parameters the searched ones, by their paths
 * @param values one for each objective
 */
public record EarlierTrial(Map<String, Object> parameters, List<Double> values) {
  public EarlierTrial {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    values = List.copyOf(values);
  }
}
