package signalbox.application.transfer;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.UploadId;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;
import signalbox.domain.transfer.ImportId;
import signalbox.domain.transfer.ImportState;
import signalbox.domain.transfer.ProjectImport;
import signalbox.domain.transfer.TransferCounts;

/** Imports, and what they have noted, in memory. Thread-safe. */
public final class InMemoryImports implements ImportRepository, ImportTraces {
  private static final Comparator<Row> OLDEST_FIRST =
      Comparator.comparing(row -> row.first.id().toString());

  private final Map<ImportId, Row> rows = new LinkedHashMap<>();
  private final Map<RunId, Attempt> runs = new LinkedHashMap<>();
  private final Map<String, Attempt> objects = new LinkedHashMap<>();

  private record Attempt(ImportId id, int number) {}

  private static final class Row {
    private final ProjectImport first;
    private @Nullable UploadId upload;
    private ImportState state;
    private int attempt;
    private long doneBytes;
    private Instant phaseAt;
    private ProjectImport.@Nullable Origin origin;
    private @Nullable TransferCounts content;
    private ProjectImport.@Nullable Refusal refusal;
    private @Nullable ProjectId project;
    private @Nullable Instant endedAt;
    private @Nullable Instant leasedUntil;
    private boolean forgotten;

    Row(ProjectImport first) {
      this.first = first;
      this.upload = first.upload();
      this.state = first.state();
      this.attempt = first.attempt();
      this.doneBytes = first.doneBytes();
      this.phaseAt = first.phaseAt();
    }

    ProjectImport item() {
      return new ProjectImport(
          first.id(),
          first.userId(),
          upload,
          first.fileName(),
          first.sizeBytes(),
          first.name(),
          state,
          attempt,
          doneBytes,
          phaseAt,
          origin,
          content,
          refusal,
          project,
          first.createdAt(),
          endedAt);
    }

    boolean endedBefore(Instant limit) {
      return endedAt != null && endedAt.isBefore(limit);
    }

    boolean leased(Instant now) {
      return leasedUntil != null && leasedUntil.isAfter(now);
    }

    void enter(ImportState next, Instant now) {
      state = next;
      doneBytes = 0;
      phaseAt = now;
    }

    void end(ImportState last, Instant now) {
      state = last;
      endedAt = now;
      leasedUntil = null;
    }
  }

  /** As when the upload is removed. */
  public synchronized void uploadGone(UploadId upload) {
    rows.values().stream()
        .filter(row -> upload.equals(row.upload))
        .forEach(row -> row.upload = null);
  }

  @Override
  public synchronized void insert(ProjectImport one) {
    rows.put(one.id(), new Row(one));
  }

  @Override
  public synchronized Optional<ProjectImport> find(ImportId id) {
    return Optional.ofNullable(rows.get(id)).filter(row -> !row.forgotten).map(Row::item);
  }

  @Override
  public synchronized Optional<ProjectImport> findByUpload(UploadId upload) {
    return rows.values().stream()
        .filter(row -> upload.equals(row.upload))
        .filter(row -> row.state.active() || row.state == ImportState.DONE)
        .max(OLDEST_FIRST)
        .map(Row::item);
  }

  @Override
  public synchronized List<ProjectImport> list(UserId user, int limit) {
    return rows.values().stream()
        .filter(row -> row.first.userId().equals(user) && !row.forgotten)
        .sorted(OLDEST_FIRST.reversed())
        .limit(limit)
        .map(Row::item)
        .toList();
  }

  @Override
  public synchronized Optional<ProjectImport> claim(
      Collection<UploadId> here, Instant now, Instant leasedUntil) {
    Optional<Row> next =
        free(now).filter(row -> row.upload != null && here.contains(row.upload)).findFirst();
    next.ifPresent(row -> {
      row.enter(ImportState.CHECKING, now);
      row.attempt++;
      row.leasedUntil = leasedUntil;
    });
    return next.map(Row::item);
  }

  @Override
  public synchronized List<ProjectImport> withoutUpload(Instant now, int limit) {
    return free(now).filter(row -> row.upload == null).limit(limit).map(Row::item).toList();
  }

  private Stream<Row> free(Instant now) {
    return rows.values().stream()
        .filter(row -> row.state.active() && !row.leased(now))
        .sorted(OLDEST_FIRST);
  }

  @Override
  public boolean keep(ImportId id, int attempt, long doneBytes, Instant leasedUntil) {
    return change(
        id,
        attempt,
        row -> {
          row.doneBytes = doneBytes;
          row.leasedUntil = leasedUntil;
        });
  }

  @Override
  public boolean enter(ImportId id, int attempt, ImportState state, Instant now) {
    return change(id, attempt, row -> row.enter(state, now));
  }

  @Override
  public void learn(ImportId id, int attempt, ProjectImport.Origin origin, TransferCounts content) {
    change(
        id,
        attempt,
        row -> {
          row.origin = origin;
          row.content = content;
        });
  }

  @Override
  public boolean putOff(ImportId id, int attempt, Instant now, Instant until) {
    return change(
        id,
        attempt,
        row -> {
          row.enter(ImportState.WAITING, now);
          row.leasedUntil = until;
        });
  }

  @Override
  public boolean finish(ImportId id, int attempt, ProjectId project, Instant now) {
    return change(
        id,
        attempt,
        row -> {
          row.end(ImportState.DONE, now);
          row.project = project;
        });
  }

  @Override
  public boolean fail(ImportId id, int attempt, ProjectImport.Refusal refusal, Instant now) {
    return change(
        id,
        attempt,
        row -> {
          row.end(ImportState.FAILED, now);
          row.refusal = refusal;
        });
  }

  private synchronized boolean change(ImportId id, int attempt, Consumer<Row> how) {
    Row row = rows.get(id);
    if (row == null || row.attempt != attempt || !row.state.active()) {
      return false;
    }
    how.accept(row);
    return true;
  }

  @Override
  public synchronized boolean cancel(ImportId id, Instant now) {
    Row row = rows.get(id);
    if (row == null || !row.state.active()) {
      return false;
    }
    Instant leasedUntil = row.state == ImportState.WAITING ? null : row.leasedUntil;
    row.end(ImportState.CANCELLED, now);
    row.leasedUntil = leasedUntil;
    return true;
  }

  @Override
  public synchronized void leave(ImportId id, int attempt) {
    Row row = rows.get(id);
    if (row != null && row.attempt == attempt && row.state == ImportState.CANCELLED) {
      row.leasedUntil = null;
      if (row.forgotten) {
        rows.remove(id);
      }
    }
  }

  @Override
  public synchronized void forget(ImportId id, Instant now) {
    Row row = rows.get(id);
    if (row == null || row.state.active()) {
      return;
    }
    row.forgotten = true;
    if (!row.leased(now)) {
      rows.remove(id);
    }
  }

  @Override
  public synchronized int removeBefore(Instant limit, int most) {
    List<ImportId> old =
        rows.values().stream()
            .filter(row -> (row.forgotten || row.endedBefore(limit)) && !row.leased(limit))
            .limit(most)
            .map(row -> row.first.id())
            .toList();
    old.forEach(rows::remove);
    return old.size();
  }

  @Override
  public synchronized void noteRun(ImportId id, int attempt, RunId run) {
    runs.putIfAbsent(run, new Attempt(id, attempt));
  }

  @Override
  public synchronized void noteObject(
      ImportId id, int attempt, String key, long sizeBytes, String sha256) {
    objects.putIfAbsent(key, new Attempt(id, attempt));
  }

  @Override
  public synchronized List<RunId> leftRuns(Instant now, int most) {
    return left(runs, now, most);
  }

  @Override
  public synchronized List<String> leftObjects(Instant now, int most) {
    return left(objects, now, most);
  }

  private <K> List<K> left(Map<K, Attempt> noted, Instant now, int most) {
    return noted.entrySet().stream()
        .filter(entry -> over(entry.getValue(), now))
        .map(Map.Entry::getKey)
        .limit(most)
        .toList();
  }

  private boolean over(Attempt attempt, Instant now) {
    Row row = rows.get(attempt.id());
    return row == null
        || (!(row.state.active() && row.attempt == attempt.number()) && !row.leased(now));
  }

  @Override
  public synchronized void forgetRuns(List<RunId> some) {
    some.forEach(runs::remove);
  }

  @Override
  public synchronized void forgetObjects(List<String> keys) {
    keys.forEach(objects::remove);
  }

  /** As when the rows of an import are written: what its project has is no trace any more. */
  public synchronized void keepTracesOf(ImportId id, int attempt) {
    Attempt kept = new Attempt(id, attempt);
    runs.values().removeIf(kept::equals);
    objects.values().removeIf(kept::equals);
  }
}
