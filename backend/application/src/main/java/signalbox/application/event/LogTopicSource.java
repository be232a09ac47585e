package signalbox.application.event;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.application.log.LogAccess;
import signalbox.application.log.LogPosition;
import signalbox.application.log.LogReader;
import signalbox.application.log.LogSummaries;
import signalbox.application.log.LogSummary;
import signalbox.application.log.ReadLine;
import signalbox.application.log.RecentLines;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/** The lines of one log in the order of storing, and what becomes of it. */
final class LogTopicSource implements TopicSource {
  private static final String REMOVED = "retention";

  private final LogAccess.Opened log;
  private final LogReader logs;
  private final RecentLines recent;
  private final LogSummaries summaries;

  LogTopicSource(LogAccess.Opened log, LogReader logs, RecentLines recent, LogSummaries summaries) {
    this.log = log;
    this.logs = logs;
    this.recent = recent;
    this.summaries = summaries;
  }

  @Override
  public Snapshot snapshot() {
    LogSummary summary = summaries.of(log.id(), log.project());
    return new Snapshot(summary.overview().cursor().toString(), new StreamState.LogState(summary));
  }

  @Override
  public Batch readAfter(String cursor, int limit) {
    LogPosition after = LogPosition.parse(cursor);
    List<ReadLine> justStored = recent.after(log.id(), after.position(), limit);
    if (!justStored.isEmpty()) {
      // Whoever has them asks again: then the store tells of the rest and of the summary.
      long last = justStored.getLast().position();
      return new Batch(columns(justStored), new LogPosition(last, after.revision()).toString());
    }
    LogReader.Tail tail = logs.tail(log.id(), after.position(), limit);
    if (after.position() > tail.position()) {
      throw SignalboxException.of(ErrorCode.STREAM_BAD_CURSOR).unsafe("cursor", cursor);
    }
    if (tail.removedThrough() > after.position()) {
      return Batch.gap(
          new LogPosition(tail.removedThrough(), after.revision()).toString(), REMOVED);
    }
    List<StreamItem> items = new ArrayList<>(columns(tail.lines()));
    long position = tail.lines().isEmpty() ? after.position() : tail.lines().getLast().position();
    if (position < tail.position() || tail.revision() == after.revision()) {
      // The summary follows the lines: it comes when there are no more.
      return items.isEmpty()
          ? new Batch(List.of(), cursor)
          : new Batch(items, new LogPosition(position, after.revision()).toString());
    }
    if (after.revision() == LogPosition.ANY_REVISION && items.isEmpty() && tail.revision() == 0) {
      return new Batch(List.of(), cursor);
    }
    LogSummary summary = summaries.of(log.id(), log.project());
    items.add(new StreamItem.LogSummarised(summary));
    // What was stored since lies after the cursor and comes as lines.
    return new Batch(items, new LogPosition(position, summary.overview().revision()).toString());
  }

  /** Neighbours of one attempt are one item. */
  private static List<StreamItem> columns(List<ReadLine> lines) {
    List<StreamItem> items = new ArrayList<>();
    List<ReadLine> column = new ArrayList<>();
    @Nullable Integer attempt = null;
    for (ReadLine line : lines) {
      if (attempt != null && attempt != line.attempt()) {
        items.add(new StreamItem.LogLines(attempt, column));
        column.clear();
      }
      attempt = line.attempt();
      column.add(line);
    }
    if (attempt != null) {
      items.add(new StreamItem.LogLines(attempt, column));
    }
    return items;
  }
}
