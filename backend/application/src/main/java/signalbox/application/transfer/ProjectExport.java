package signalbox.application.transfer;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import signalbox.application.artifact.ObjectStore;
import signalbox.application.event.MetricsReported;
import signalbox.application.log.LogFilter;
import signalbox.application.log.LogLedger;
import signalbox.application.log.LogOverview;
import signalbox.application.log.LogScan;
import signalbox.application.metric.MetricCursor;
import signalbox.application.metric.StoredPoint;
import signalbox.domain.log.LineRanges;
import signalbox.domain.log.LogAttempt;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.run.RunId;
import signalbox.domain.transfer.TransferCounts;

/**
 * A project that is about to be written as a file. Used once, by one thread; who asked for it
 * closes it.
 */
public final class ProjectExport implements AutoCloseable {
  private static final int OBJECTS_OF_A_LIST = 1_000;

  /** Many: each reading looks at a part of every series. */
  private static final int POINTS_AT_ONCE = 50_000;

  private final String fileName;
  private final ExportProjectHandler.Ports ports;
  private final ProjectFileWriter writer;
  private final FileList list;
  private final List<RunId> runs;
  private final TransferCounts counts;
  private final Runnable closed;
  private final List<String> spoilt = new ArrayList<>();
  private long missing;
  private long objects;
  private long objectBytes;
  private long points;
  private long lines;

  ProjectExport(
      String fileName,
      ExportProjectHandler.Ports ports,
      ProjectFileWriter writer,
      FileList list,
      List<RunId> runs,
      TransferCounts counts,
      Runnable closed) {
    this.fileName = fileName;
    this.ports = ports;
    this.writer = writer;
    this.list = list;
    this.runs = List.copyOf(runs);
    this.counts = counts;
    this.closed = closed;
  }

  public String fileName() {
    return fileName;
  }

  /**
   * Writes the file; {@code out} stays open.
   *
   * @throws IOException when {@code out} does not take any more, or an object breaks off: what was
   *     written is not the file of a project then
   */
  public void writeTo(OutputStream out) throws IOException {
    try {
      writer.moveTo(out);
      list.read(OBJECTS_OF_A_LIST, this::objects);
      runs.forEach(this::points);
      runs.forEach(this::log);
      writer.finish(
          new ProjectFileManifest(
              counts.with(points, lines, objects, objectBytes), missing, spoilt));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public void close() {
    try (list) {
      writer.close();
    } finally {
      closed.run();
    }
  }

  private void objects(List<ExportedFile> some) {
    writer.list(some.stream().map(ExportedFile::listed).toList());
    for (ExportedFile file : some) {
      Optional<ObjectStore.StoredObject> found = ports.objects().open(file.key());
      if (found.isEmpty()) {
        missing++;
        continue;
      }
      try (ObjectStore.StoredObject object = found.get()) {
        write(file, object);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void write(ExportedFile file, ObjectStore.StoredObject object) throws IOException {
    ListedObject listed = file.listed();
    String sha256 = writer.object(listed.name(), object.sizeBytes(), object.content());
    objects++;
    objectBytes += object.sizeBytes();
    if (listed.sha256() != null && !listed.sha256().equals(sha256)) {
      spoilt.add(listed.name());
      if (spoilt.size() > ProjectFileManifest.MOST_SPOILT) {
        throw new IOException("The object store has spoilt too much to make a file of it");
      }
    }
  }

  private void points(RunId run) {
    MetricCursor cursor = MetricCursor.START;
    List<StoredPoint> event = new ArrayList<>();
    List<StoredPoint> some;
    do {
      some = ports.metrics().after(run, cursor, POINTS_AT_ONCE);
      for (StoredPoint point : some) {
        if (!event.isEmpty() && !ofOneEvent(event.getLast().cursor(), point.cursor())) {
          write(run, event);
        }
        event.add(point);
        cursor = point.cursor();
      }
    } while (some.size() >= POINTS_AT_ONCE);
    if (!event.isEmpty()) {
      write(run, event);
    }
  }

  private static boolean ofOneEvent(MetricCursor one, MetricCursor other) {
    return one.attempt() == other.attempt() && one.sequence() == other.sequence();
  }

  private void write(RunId run, List<StoredPoint> event) {
    MetricCursor place = event.getFirst().cursor();
    writer.points(
        new MetricsReported(
            run,
            place.attempt(),
            place.sequence(),
            event.stream().map(StoredPoint::point).toList()));
    points += event.size();
    event.clear();
  }

  private void log(RunId run) {
    LogOverview overview = ports.logs().overview(LogId.of(run));
    for (LogLedger ledger : overview.attempts()) {
      LogAttempt attempt = ledger.attempt();
      LineNumbers written = new LineNumbers();
      if (!ledger.readable().isEmpty()) {
        LogAttemptId id = attempt.id();
        LogScan all =
            new LogScan(
                id,
                LineRanges.of(1, attempt.highest()),
                overview.position(),
                LogFilter.NONE,
                false,
                Long.MAX_VALUE,
                null);
        ports
            .logs()
            .whole(
                all,
                line -> {
                  writer.line(id, line.line());
                  written.add(line.line().seq());
                });
      }
      // Retention may have removed some since the ledger was read.
      LineRanges removed =
          attempt.highest() == 0
              ? LineRanges.EMPTY
              : LineRanges.of(1, attempt.highest())
                  .minus(attempt.missing())
                  .minus(written.ranges());
      writer.ledger(new LogLedger(attempt, removed));
      lines += written.count();
    }
  }
}
