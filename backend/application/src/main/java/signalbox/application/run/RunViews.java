package signalbox.application.run;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import signalbox.application.shared.Page;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.UserId;
import signalbox.domain.run.Run;

/** Puts names beside the ids of runs, for a whole list at once. Thread-safe. */
public final class RunViews {
  private final RunNames names;

  public RunViews(RunNames names) {
    this.names = names;
  }

  /** In the same order. */
  public List<RunView> of(List<Run> runs) {
    if (runs.isEmpty()) {
      return List.of();
    }
    Set<UserId> userIds = runs.stream().map(Run::createdBy).collect(Collectors.toSet());
    Set<DatasetId> datasetIds =
        runs.stream().map(run -> run.spec().datasetId()).collect(Collectors.toSet());
    Map<UserId, String> users = names.users(userIds);
    Map<DatasetId, String> datasets = names.datasets(datasetIds);
    return runs.stream()
        .map(run ->
            new RunView(
                run, users.getOrDefault(run.createdBy(), ""), datasets.get(run.spec().datasetId())))
        .toList();
  }

  public RunView of(Run run) {
    return of(List.of(run)).getFirst();
  }

  public Page<RunView> of(Page<Run> page) {
    return new Page<>(of(page.items()), page.nextCursor(), page.total());
  }
}
