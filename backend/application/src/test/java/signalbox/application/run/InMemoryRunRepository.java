package signalbox.application.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunEvent;
import signalbox.domain.run.RunEventType;
import signalbox.domain.run.RunId;

/** Runs in memory. For one thread; locks nothing. */
public final class InMemoryRunRepository implements RunRepository {
  private final Map<String, Run> runs = new TreeMap<>();
  private final List<RunEvent> events = new ArrayList<>();
  private final Map<ProjectId, Long> revisions = new HashMap<>();

  @Override
  public void insert(Run run) {
    runs.put(run.id().toString(), run);
  }

  @Override
  public void insert(Run run, RunEvent first) {
    insert(run);
    append(List.of(first));
  }

  @Override
  public void insertAll(List<Run> added) {
    added.forEach(this::insert);
  }

  /** As if it had never been. */
  public void delete(RunId id) {
    runs.remove(id.toString());
  }

  /** In the order of their ids. */
  public List<Run> all() {
    return List.copyOf(runs.values());
  }

  @Override
  public Optional<Run> find(RunId id) {
    return Optional.ofNullable(runs.get(id.toString()));
  }

  @Override
  public List<Run> findAll(Collection<RunId> ids) {
    return runs.values().stream().filter(run -> ids.contains(run.id())).toList();
  }

  @Override
  public List<Run> lock(Collection<RunId> ids) {
    return runs.values().stream().filter(run -> ids.contains(run.id())).toList();
  }

  @Override
  public void update(Run run) {
    if (runs.replace(run.id().toString(), run) == null) {
      throw new IllegalStateException("no run " + run.id());
    }
  }

  @Override
  public void updateAll(List<Run> changed) {
    changed.forEach(this::update);
  }

  @Override
  public long nextProjectRevision(ProjectId project) {
    return revisions.merge(project, 1L, Long::sum);
  }

  @Override
  public long projectRevision(ProjectId project) {
    return revisions.getOrDefault(project, 0L);
  }

  @Override
  public List<Run> changedAfter(ProjectId project, long projectRevision, int limit) {
    return runs.values().stream()
        .filter(run -> run.projectId().equals(project))
        .filter(run -> run.projectRevision() > projectRevision)
        .sorted(Comparator.comparingLong(Run::projectRevision))
        .limit(limit)
        .toList();
  }

  @Override
  public void append(List<RunEvent> added) {
    events.addAll(added);
  }

  @Override
  public boolean hasEvent(RunId run, RunEventType type, int attempt, long sequence) {
    return ofRun(run)
        .anyMatch(event ->
            event.type() == type
                && event.attempt() == attempt
                && event.detail().get("sequence") instanceof Number number
                && number.longValue() == sequence);
  }

  @Override
  public Page<RunEvent> events(RunId run, PageRequest page) {
    List<RunEvent> all = ofRun(run).toList();
    int from = 0;
    if (page.cursor() != null) {
      String cursor = page.cursor();
      if (!cursor.matches("[0-9]+\\.[0-9]+")) {
        throw SignalboxException.invalid("cursor", "is not a cursor of this list");
      }
      while (from < all.size() && compare(all.get(from), cursor) <= 0) {
        from++;
      }
    }
    List<RunEvent> shown = all.subList(from, Math.min(all.size(), from + page.limit()));
    boolean more = from + shown.size() < all.size();
    return new Page<>(
        shown,
        more ? shown.getLast().revision() + "." + shown.getLast().ordinal() : null,
        all.size());
  }

  private static int compare(RunEvent event, String cursor) {
    long revision = Long.parseLong(cursor.substring(0, cursor.indexOf('.')));
    int ordinal = Integer.parseInt(cursor.substring(cursor.indexOf('.') + 1));
    return event.revision() == revision
        ? Integer.compare(event.ordinal(), ordinal)
        : Long.compare(event.revision(), revision);
  }

  @Override
  public List<RunEvent> eventsAfter(RunId run, long revision, int limit) {
    List<RunEvent> later = ofRun(run).filter(event -> event.revision() > revision).toList();
    int end = Math.min(limit, later.size());
    while (end > 0
        && end < later.size()
        && later.get(end).revision() == later.get(end - 1).revision()) {
      end++;
    }
    return later.subList(0, end);
  }

  private Stream<RunEvent> ofRun(RunId run) {
    return events.stream()
        .filter(event -> event.runId().equals(run))
        .sorted(Comparator.comparingLong(RunEvent::revision).thenComparingInt(RunEvent::ordinal));
  }
}
