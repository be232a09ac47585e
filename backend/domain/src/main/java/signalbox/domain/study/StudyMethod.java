package signalbox.domain.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The sampler of a study: how it proposes parameters.
 *
 * @param name of an algorithm that a service offers for it
 * @param parameters plain JSON values, valid against that algorithm's schema, defaults filled in
 */
public record StudyMethod(String name, Map<String, Object> parameters) {
  public static final String DEFAULT_SAMPLER = "tpe";

  public StudyMethod {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }
}
