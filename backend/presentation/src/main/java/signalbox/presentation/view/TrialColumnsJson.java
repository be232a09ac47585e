package signalbox.presentation.view;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.study.TrialRow;
import signalbox.domain.study.Trial;

/**
 * Trials as columns of equal length.
 *
 * @param values null where there are none, or none that is a finite number
 * @param lastStep -1 where no value was reported
 * @param parameters a column for each searched parameter
 */
public record TrialColumnsJson(
    List<Integer> number,
    List<UUID> runId,
    List<String> state,
    List<String> runStatus,
    List<@Nullable List<Double>> values,
    List<@Nullable List<Double>> constraints,
    List<Long> lastStep,
    List<Instant> begunAt,
    List<@Nullable Instant> startedAt,
    List<@Nullable Instant> endedAt,
    List<Integer> attempt,
    List<@Nullable String> instance,
    List<Boolean> proposed,
    List<@Nullable String> failure,
    Map<String, List<@Nullable Object>> parameters) {

  /**
   * @param searched the names of the searched parameters, in their order
   */
  public static TrialColumnsJson of(List<String> searched, List<TrialRow> rows) {
    int size = rows.size();
    Map<String, List<@Nullable Object>> parameters = new LinkedHashMap<>();
    searched.forEach(name -> parameters.put(name, new ArrayList<>(size)));
    TrialColumnsJson columns =
        new TrialColumnsJson(
            new ArrayList<>(size),
            new ArrayList<>(size),
            new ArrayList<>(size),
            new ArrayList<>(size),
            new ArrayList<>(size),
            new ArrayList<>(size),
            new ArrayList<>(size),
            new ArrayList<>(size),
            new ArrayList<>(size),
            new ArrayList<>(size),
            new ArrayList<>(size),
            new ArrayList<>(size),
            new ArrayList<>(size),
            new ArrayList<>(size),
            parameters);
    rows.forEach(columns::add);
    return columns;
  }

  private void add(TrialRow row) {
    Trial trial = row.trial();
    number.add(trial.number());
    runId.add(trial.run().value());
    state.add(Words.of(trial.state()));
    runStatus.add(row.status().word());
    values.add(finite(trial.values()));
    constraints.add(finite(trial.constraints()));
    lastStep.add(trial.lastStep());
    begunAt.add(trial.begunAt());
    startedAt.add(row.startedAt());
    Instant ended = row.endedAt();
    endedAt.add(ended == null ? trial.endedAt() : ended);
    attempt.add(row.attempt());
    instance.add(row.instance());
    proposed.add(trial.proposed());
    failure.add(row.failure());
    parameters.forEach((name, column) -> column.add(trial.parameters().get(name)));
  }

  private static @Nullable List<Double> finite(List<Double> numbers) {
    return numbers.isEmpty() || !numbers.stream().allMatch(Double::isFinite) ? null : numbers;
  }
}
