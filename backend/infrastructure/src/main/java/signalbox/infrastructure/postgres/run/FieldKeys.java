package signalbox.infrastructure.postgres.run;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunCondition;
import signalbox.domain.run.RunField;

/**
 * The numbers of the metrics and parameters of one query. They are looked up beforehand and stand
 * in the statement: the server then knows how many rows each of them has.
 */
final class FieldKeys {
  private final Map<String, Integer> metrics;
  private final Map<String, Integer> parameters;

  private FieldKeys(Map<String, Integer> metrics, Map<String, Integer> parameters) {
    this.metrics = metrics;
    this.parameters = parameters;
  }

  static FieldKeys of(
      DSLContext sql,
      KnownKeys known,
      ProjectId project,
      RunCondition condition,
      RunField... more) {
    Set<String> metrics = new HashSet<>();
    Set<String> parameters = new HashSet<>();
    condition.mentions(field -> {
      collect(field, metrics, parameters);
      return false;
    });
    for (RunField field : more) {
      collect(field, metrics, parameters);
    }
    return new FieldKeys(
        known.metrics(sql, project.value(), metrics),
        known.parameters(sql, project.value(), parameters));
  }

  private static void collect(RunField field, Set<String> metrics, Set<String> parameters) {
    switch (field) {
      case RunField.Metric metric -> metrics.add(metric.key());
      case RunField.Parameter parameter -> parameters.add(parameter.path());
      case RunField.Attribute _ -> {}
    }
  }

  /** Empty when no run of the project has logged it. */
  Optional<Integer> metric(String key) {
    return Optional.ofNullable(metrics.get(key));
  }

  /** Empty when no run of the project has it. */
  Optional<Integer> parameter(String path) {
    return Optional.ofNullable(parameters.get(path));
  }
}
