package signalbox.application.metric;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import signalbox.application.identity.ProjectRoles;
import signalbox.domain.identity.UserId;
import signalbox.domain.run.RunId;

/** Names of runs in memory. */
final class InMemoryMetricRuns implements MetricRuns {
  private final ProjectRoles roles;
  private final Map<RunId, Named> runs = new HashMap<>();

  InMemoryMetricRuns(ProjectRoles roles) {
    this.roles = roles;
  }

  void put(Named run) {
    runs.put(run.id(), run);
  }

  @Override
  public List<Found> find(Collection<RunId> asked, UserId reader) {
    return asked.stream()
        .flatMap(id -> Stream.ofNullable(runs.get(id)))
        .map(run -> new Found(run, roles.find(reader, run.project()).orElse(null)))
        .toList();
  }
}
