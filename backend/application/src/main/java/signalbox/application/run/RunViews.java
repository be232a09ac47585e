package signalbox.application.run;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.Page;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.ErrorKind;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.UserId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.Stop;
import signalbox.domain.study.TrialState;

/** Puts names and what the log says beside runs, for a whole list at once. Thread-safe. */
public final class RunViews {
  private final RunNames names;
  private final RunLogs logs;
  private final TrialStates trials;

  public RunViews(RunNames names, RunLogs logs, TrialStates trials) {
    this.names = names;
    this.logs = logs;
    this.trials = trials;
  }

  /** In the same order. */
  public List<RunView> of(List<Run> runs) {
    return runs.isEmpty() ? List.of() : of(runs, counts(runs), states(runs));
  }

  /** Of a run that this request has made: it has no lines, and no store is asked for any. */
  RunView ofNew(Run run) {
    return of(List.of(run), Map.of(), Map.of()).getFirst();
  }

  /**
   * @param counts null when the store of logs does not answer
   */
  private List<RunView> of(
      List<Run> runs, @Nullable Map<RunId, RunLogs.Counts> counts, Map<RunId, TrialState> states) {
    Set<UserId> userIds =
        runs.stream()
            .flatMap(run -> Stream.concat(Stream.of(run.createdBy()), stopper(run)))
            .collect(Collectors.toSet());
    Set<DatasetId> datasetIds =
        runs.stream().flatMap(RunViews::datasetId).collect(Collectors.toSet());
    RunNames.Named named = names.of(userIds, datasetIds);
    Map<UserId, String> users = named.users();
    return runs.stream()
        .map(run ->
            new RunView(
                run,
                users.getOrDefault(run.createdBy(), ""),
                dataset(run, named.datasets()),
                stopper(run).findFirst().map(user -> users.getOrDefault(user, "")).orElse(null),
                counts == null ? null : counts.getOrDefault(run.id(), RunLogs.Counts.NONE),
                states.get(run.id())))
        .toList();
  }

  private Map<RunId, TrialState> states(List<Run> runs) {
    List<RunId> ofTrials =
        runs.stream().filter(run -> run.kind() == RunKind.TRIAL).map(Run::id).toList();
    return ofTrials.isEmpty() ? Map.of() : trials.of(ofTrials);
  }

  /** Runs can be read without the store of logs: null says that it does not answer. */
  private @Nullable Map<RunId, RunLogs.Counts> counts(List<Run> runs) {
    try {
      return logs.counts(runs.stream().map(Run::id).toList());
    } catch (SignalboxException e) {
      if (e.code().kind() == ErrorKind.UNAVAILABLE) {
        return null;
      }
      throw e;
    }
  }

  private static Stream<DatasetId> datasetId(Run run) {
    DatasetId dataset = run.spec().datasetId();
    return dataset == null ? Stream.empty() : Stream.of(dataset);
  }

  private static RunNames.@Nullable NamedDataset dataset(
      Run run, Map<DatasetId, RunNames.NamedDataset> datasets) {
    DatasetId dataset = run.spec().datasetId();
    return dataset == null ? null : datasets.get(dataset);
  }

  private static Stream<UserId> stopper(Run run) {
    Stop stop = run.state().stop();
    return stop == null ? Stream.empty() : Stream.of(stop.requestedBy());
  }

  public RunView of(Run run) {
    return of(List.of(run)).getFirst();
  }

  public Page<RunView> of(Page<Run> page) {
    return new Page<>(of(page.items()), page.nextCursor(), page.total());
  }
}
