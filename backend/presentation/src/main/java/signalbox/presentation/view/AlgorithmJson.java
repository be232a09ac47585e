package signalbox.presentation.view;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.application.service.OfferedAlgorithm;
import signalbox.domain.service.MetricInfo;

/**
 * An algorithm that an ML service offers.
 *
 * @param parametersSchema JSON as the service wrote it, known to be JSON
 */
public record AlgorithmJson(
    String name,
    String title,
    String description,
    String service,
    List<String> kinds,
    List<String> tasks,
    boolean available,
    @JsonRawValue String parametersSchema,
    List<String> instanceFormats,
    List<MetricJson> metrics) {

  /** A metric that it reports. */
  public record MetricJson(
      String key,
      String role,
      boolean maximize,
      @Nullable String task,
      @Nullable String stepUnit,
      boolean ofSet) {
    static MetricJson of(MetricInfo metric) {
      return new MetricJson(
          metric.key(),
          metric.role(),
          metric.maximize(),
          metric.task(),
          metric.stepUnit(),
          metric.ofSet());
    }
  }

  public static AlgorithmJson of(OfferedAlgorithm offered) {
    return new AlgorithmJson(
        offered.algorithm().name(),
        offered.algorithm().title(),
        offered.algorithm().description(),
        offered.service(),
        offered.algorithm().kinds(),
        offered.algorithm().tasks().stream().map(Words::of).toList(),
        offered.available(),
        offered.algorithm().parametersSchema(),
        offered.algorithm().instanceFormats(),
        offered.algorithm().metrics().stream().map(MetricJson::of).toList());
  }
}
