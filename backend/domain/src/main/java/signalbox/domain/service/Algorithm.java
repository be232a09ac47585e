package signalbox.domain.service;

import java.util.List;
import java.util.Objects;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.Task;

/**
 * What an ML service can do.
 *
 * @param name unique over all services: {@code lightgbm}
 * @param title the name a person reads
 * @param kinds run kinds it serves, as the service names them; kinds we do not know stay
 * @param tasks tasks it serves
 * @param parametersSchema JSON Schema (draft 2020-12) of the parameters, an object, as JSON text
 * @param instanceFormats of the instances it solves, as the service names them; none for what
 *     solves no instance
 */
public record Algorithm(
    String name,
    String title,
    String description,
    List<String> kinds,
    List<Task> tasks,
    String parametersSchema,
    List<MetricInfo> metrics,
    List<String> instanceFormats) {
  public Algorithm {
    kinds = List.copyOf(kinds);
    tasks = List.copyOf(tasks);
    metrics = List.copyOf(metrics);
    // What was stored before there were instances does not name it.
    instanceFormats = List.copyOf(Objects.requireNonNullElse(instanceFormats, List.of()));
  }

  public boolean serves(RunKind kind) {
    return kinds.stream().anyMatch(word -> word.equalsIgnoreCase(kind.name()));
  }

  /** True when it can solve a set of instances: it says what that is judged by. */
  public boolean solvesSets() {
    return metrics.stream().anyMatch(MetricInfo::ofSet);
  }
}
