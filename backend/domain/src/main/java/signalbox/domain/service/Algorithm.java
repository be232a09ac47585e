package signalbox.domain.service;

import java.util.List;
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
 */
public record Algorithm(
    String name,
    String title,
    String description,
    List<String> kinds,
    List<Task> tasks,
    String parametersSchema,
    List<MetricInfo> metrics) {
  public Algorithm {
    kinds = List.copyOf(kinds);
    tasks = List.copyOf(tasks);
    metrics = List.copyOf(metrics);
  }

  public boolean serves(RunKind kind) {
    return kinds.stream().anyMatch(word -> word.equalsIgnoreCase(kind.name()));
  }
}
