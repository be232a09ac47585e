package signalbox.infrastructure.postgres.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import signalbox.domain.study.Direction;
import signalbox.domain.study.Objective;
import signalbox.domain.study.Pruner;
import signalbox.domain.study.SearchRange;
import signalbox.domain.study.StudyConstraint;
import signalbox.domain.study.StudyDefinition;
import signalbox.domain.study.StudyMethod;

/**
 * The JSON of {@code study.definition}. Names once written stay readable. The parameters are a
 * list: {@code jsonb} keeps no order of names.
 */
record StoredDefinition(
    List<StoredRange> parameters,
    List<StoredObjective> objectives,
    List<StoredConstraint> constraints,
    StoredMethod sampler,
    @Nullable StoredMethod pruner,
    @Nullable String prunerMetric,
    int seed) {

  /** A searched parameter; what does not belong to its type is null. */
  record StoredRange(
      String name,
      String type,
      @Nullable Double low,
      @Nullable Double high,
      @Nullable Double step,
      @Nullable Boolean log,
      @Nullable List<Object> choices) {
    private static final String FLOAT = "float";
    private static final String INTEGER = "integer";
    private static final String CATEGORICAL = "categorical";

    static StoredRange of(String name, SearchRange range) {
      return switch (range) {
        case SearchRange.Real real ->
            new StoredRange(name, FLOAT, real.low(), real.high(), real.step(), real.log(), null);
        case SearchRange.Whole whole ->
            // Whole numbers up to 2^53: a number of 64 bits holds each of them.
            new StoredRange(
                name,
                INTEGER,
                (double) whole.low(),
                (double) whole.high(),
                (double) whole.step(),
                whole.log(),
                null);
        case SearchRange.Choice choice ->
            new StoredRange(name, CATEGORICAL, null, null, null, null, choice.values());
      };
    }

    SearchRange toRange() {
      return switch (type) {
        case FLOAT ->
            new SearchRange.Real(
                Objects.requireNonNull(low),
                Objects.requireNonNull(high),
                step,
                Boolean.TRUE.equals(log));
        case INTEGER ->
            new SearchRange.Whole(
                Objects.requireNonNull(low).longValue(),
                Objects.requireNonNull(high).longValue(),
                Objects.requireNonNull(step).longValue(),
                Boolean.TRUE.equals(log));
        case CATEGORICAL -> new SearchRange.Choice(Objects.requireNonNull(choices));
        default -> throw new IllegalStateException("no range is " + type);
      };
    }
  }

  record StoredObjective(String metric, Direction direction) {}

  record StoredConstraint(String metric, double bound, boolean atLeast) {}

  record StoredMethod(String name, Map<String, Object> parameters) {
    static StoredMethod of(StudyMethod method) {
      return new StoredMethod(method.name(), method.parameters());
    }

    StudyMethod toMethod() {
      return new StudyMethod(name, parameters);
    }
  }

  static StoredDefinition of(StudyDefinition definition) {
    Pruner pruner = definition.pruner();
    return new StoredDefinition(
        definition.search().entrySet().stream()
            .map(entry -> StoredRange.of(entry.getKey(), entry.getValue()))
            .toList(),
        definition.objectives().stream()
            .map(objective -> new StoredObjective(objective.metric(), objective.direction()))
            .toList(),
        definition.constraints().stream()
            .map(constraint ->
                new StoredConstraint(constraint.metric(), constraint.bound(), constraint.atLeast()))
            .toList(),
        StoredMethod.of(definition.sampler()),
        pruner == null ? null : StoredMethod.of(pruner.method()),
        pruner == null ? null : pruner.metric(),
        definition.seed());
  }

  StudyDefinition toDefinition() {
    Map<String, SearchRange> search = new LinkedHashMap<>();
    parameters.forEach(range -> search.put(range.name(), range.toRange()));
    return new StudyDefinition(
        search,
        objectives.stream()
            .map(objective -> new Objective(objective.metric(), objective.direction()))
            .toList(),
        constraints.stream()
            .map(constraint ->
                new StudyConstraint(constraint.metric(), constraint.bound(), constraint.atLeast()))
            .toList(),
        sampler.toMethod(),
        pruner == null || prunerMetric == null ? null : new Pruner(pruner.toMethod(), prunerMetric),
        seed);
  }
}
