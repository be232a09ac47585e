package signalbox.application.service;

import java.time.Instant;
import java.util.List;
import signalbox.domain.run.Task;
import signalbox.domain.service.Algorithm;
import signalbox.domain.service.MetricInfo;
import signalbox.domain.service.ServiceFacts;
import signalbox.domain.service.ServiceInstance;

/** Services for tests. */
public final class TestServices {
  public static final String SCHEMA =
      """
      {"type": "object", "additionalProperties": false, "properties": {
        "learning_rate": {"type": "number", "exclusiveMinimum": 0, "maximum": 1, "default": 0.1},
        "rounds": {"type": "integer", "minimum": 1, "default": 100},
        "boosting": {"enum": ["gbdt", "dart"], "default": "gbdt"}}}
      """;

  public static final String SOLVER_SCHEMA =
      """
      {"type": "object", "additionalProperties": false, "properties": {
        "time_limit_seconds": {"type": "number", "minimum": 0, "default": 0},
        "data": {"type": "string", "x-format": "json", "default": "{}"}}}
      """;

  private TestServices() {}

  public static ServiceInstance tabular(String instance, boolean up, Instant seenAt) {
    return new ServiceInstance(
        up ? "tabular" : "",
        instance,
        up ? "0.1.0" : "",
        up ? "abc" : "",
        up,
        up ? 2 : 0,
        0,
        up ? "closed" : "open",
        up ? null : "does not answer",
        up ? List.of(lightgbm()) : List.of(),
        seenAt);
  }

  /** What an orchestrator says of an instance that is up. */
  public static ServiceInstance said(
      String orchestrator, String instance, String breaker, Instant seenAt) {
    ServiceInstance plain = tabular(instance, true, seenAt);
    return new ServiceInstance(
        plain.service(),
        plain.instance(),
        plain.version(),
        plain.instanceId(),
        true,
        plain.slots(),
        1,
        breaker,
        null,
        plain.algorithms(),
        seenAt,
        orchestrator,
        new ServiceFacts(0.5, 10, 5, seenAt.plusSeconds(8), 3, 1, 2, 4, 10, false));
  }

  public static Algorithm lightgbm() {
    return new Algorithm(
        "lightgbm",
        "LightGBM",
        "Gradient boosting",
        List.of("training"),
        List.of(Task.CLASSIFICATION),
        SCHEMA,
        List.of(new MetricInfo("roc_auc", "score", true, "classification", "iteration")),
        List.of());
  }

  /** An instance that solves: one algorithm for instances, one template. */
  public static ServiceInstance solving(String instance, Instant seenAt) {
    return new ServiceInstance(
        "solving",
        instance,
        "0.1.0",
        "def",
        true,
        2,
        0,
        "closed",
        null,
        List.of(solver("highs", "HiGHS", "mps", "lp"), solver("knapsack", "Knapsack")),
        seenAt);
  }

  public static Algorithm solver(String name, String title, String... instanceFormats) {
    return new Algorithm(
        name,
        title,
        "",
        List.of("solve"),
        List.of(),
        SOLVER_SCHEMA,
        List.of(new MetricInfo("incumbent", "incumbent", false, null, null)),
        List.of(instanceFormats));
  }
}
