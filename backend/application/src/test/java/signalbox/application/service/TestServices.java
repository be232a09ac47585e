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

  public static final String SAMPLER_SCHEMA =
      """
      {"type": "object", "additionalProperties": false, "properties": {
        "n_startup_trials": {"type": "integer", "minimum": 0, "default": 10}}}
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
        List.of(new MetricInfo("roc_auc", "score", true, "classification", "iteration", false)),
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

  /** An instance that proposes parameters: samplers and pruners. */
  public static ServiceInstance tuning(String instance, Instant seenAt) {
    return new ServiceInstance(
        "tuning",
        instance,
        "0.1.0",
        "ghi",
        true,
        2,
        0,
        "closed",
        null,
        List.of(
            tuner("tpe", "study"),
            tuner("grid", "study"),
            tuner("cma_es", "study"),
            tuner("median", "pruner"),
            tuner("wilcoxon", "pruner")),
        seenAt);
  }

  private static Algorithm tuner(String name, String kind) {
    return new Algorithm(
        name, name, "", List.of(kind), List.of(), SAMPLER_SCHEMA, List.of(), List.of());
  }

  /** A training that tells of its metrics while it executes, and of folds. */
  public static Algorithm forest() {
    return new Algorithm(
        "forest",
        "Forest",
        "",
        List.of("training"),
        List.of(Task.CLASSIFICATION, Task.REGRESSION),
        SCHEMA,
        List.of(
            new MetricInfo("roc_auc", "score", true, "classification", null, false),
            new MetricInfo("valid/roc_auc", "score", true, "classification", "iteration", false),
            new MetricInfo("fold/roc_auc", "score", true, "classification", "fold", false),
            new MetricInfo("log_loss", "loss", false, "classification", "iteration", false),
            new MetricInfo("rmse", "loss", false, "regression", null, false),
            new MetricInfo("rows", "other", false, null, null, false)),
        List.of());
  }

  public static Algorithm solver(String name, String title, String... instanceFormats) {
    return new Algorithm(
        name,
        title,
        "",
        List.of("solve"),
        List.of(),
        SOLVER_SCHEMA,
        List.of(
            new MetricInfo("incumbent", "incumbent", false, null, null, false),
            new MetricInfo("set/gap_integral", "loss", false, null, "tick", true),
            new MetricInfo("set/solved", "score", true, null, "tick", true),
            new MetricInfo("instance/gap_integral", "loss", false, null, "instance", true)),
        List.of(instanceFormats));
  }
}
