package signalbox.application.storage;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.shared.UuidCursor;
import signalbox.domain.project.Project;
import signalbox.domain.project.ProjectId;

/** What retention removed, in memory. Thread-safe. */
public final class InMemoryRetentionHistory implements RetentionHistory {
  private final Map<ProjectId, Project> projects = new LinkedHashMap<>();
  private final Map<ProjectId, Map<Subject, Removed>> removed = new HashMap<>();

  /** There is such a project; the newest comes last. */
  public synchronized void add(Project project) {
    projects.put(project.id(), project);
  }

  @Override
  public synchronized void removed(ProjectId project, Subject subject, Instant ranAt, long count) {
    if (projects.containsKey(project)) {
      removed
          .computeIfAbsent(project, _ -> new HashMap<>())
          .merge(
              subject,
              new Removed(ranAt, count, count),
              (known, more) ->
                  new Removed(
                      ranAt,
                      count + (known.ranAt().equals(ranAt) ? known.count() : 0),
                      known.total() + more.total()));
    }
  }

  @Override
  public synchronized Page<ProjectRetention> list(PageRequest page) {
    var after = UuidCursor.decode(page.cursor());
    List<Project> rest =
        projects.values().stream()
            .filter(one -> after == null || one.id().toString().compareTo(after.toString()) > 0)
            .toList();
    boolean more = rest.size() > page.limit();
    List<Project> shown = more ? rest.subList(0, page.limit()) : rest;
    return new Page<>(
        shown.stream().map(this::retention).toList(),
        more ? UuidCursor.encode(shown.getLast().id().value()) : null,
        projects.size());
  }

  private ProjectRetention retention(Project project) {
    return new ProjectRetention(
        project.id(),
        project.name(),
        project.limits().logRetentionDays(),
        project.limits().metricRetentionDays(),
        of(project, Subject.LINES),
        of(project, Subject.POINTS));
  }

  private @Nullable Removed of(Project project, Subject subject) {
    return removed.getOrDefault(project.id(), Map.of()).get(subject);
  }
}
