package signalbox.application.run;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
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

/**
 * Puts names and what the log says beside runs, for a whole list at once. Thread-safe. The store of
 * logs is another one: it is asked at the same time, outside of the current transaction.
 */
public final class RunViews {
  private final RunNames names;
  private final RunLogs logs;
  private final TrialStates trials;
  private final Executor aside;

  /**
   * @param aside asks the store of logs
   */
  public RunViews(RunNames names, RunLogs logs, TrialStates trials, Executor aside) {
    this.names = names;
    this.logs = logs;
    this.trials = trials;
    this.aside = aside;
  }

  /** In the same order. */
  public List<RunView> of(List<Run> runs) {
    if (runs.isEmpty()) {
      return List.of();
    }
    List<RunId> ids = runs.stream().map(Run::id).toList();
    CompletableFuture<Map<RunId, RunLogs.Counts>> asked =
        CompletableFuture.supplyAsync(() -> logs.counts(ids), aside);
    RunNames.Named named = names(runs);
    Map<RunId, TrialState> states = states(runs);
    return of(runs, named, states, counts(asked));
  }

  /** Of a run that this request has made: it has no lines, and no store is asked for any. */
  RunView ofNew(Run run) {
    List<Run> runs = List.of(run);
    return of(runs, names(runs), Map.of(), Map.of()).getFirst();
  }

  private RunNames.Named names(List<Run> runs) {
    Set<UserId> userIds =
        runs.stream()
            .flatMap(run -> Stream.concat(Stream.of(run.createdBy()), stopper(run)))
            .collect(Collectors.toSet());
    Set<DatasetId> datasetIds =
        runs.stream().flatMap(RunViews::datasetId).collect(Collectors.toSet());
    return names.of(userIds, datasetIds);
  }

  /**
   * @param counts null when the store of logs does not answer
   */
  private static List<RunView> of(
      List<Run> runs,
      RunNames.Named named,
      Map<RunId, TrialState> states,
      @Nullable Map<RunId, RunLogs.Counts> counts) {
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
  private static @Nullable Map<RunId, RunLogs.Counts> counts(
      CompletableFuture<Map<RunId, RunLogs.Counts>> asked) {
    try {
      return asked.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SignalboxException known) {
        if (known.code().kind() == ErrorKind.UNAVAILABLE) {
          return null;
        }
        throw known;
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
