package signalbox.presentation.websocket;

import java.util.ArrayList;
import java.util.List;
import signalbox.application.event.StreamItem;
import signalbox.application.log.ReadLine;
import signalbox.domain.log.LogLine;

/** Log lines of one attempt as columns of equal length. */
record LogColumns(
    String type,
    int attempt,
    List<Long> seq,
    List<Double> time,
    List<Integer> level,
    List<Integer> stream,
    List<String> logger,
    List<String> phase,
    List<String> text,
    List<Special> special) {
  private static final double MICROS = 1e6;

  /** A line that is more than its columns say. */
  record Special(long seq, int bytes, boolean truncated, boolean binary, long cut) {}

  static LogColumns of(StreamItem.LogLines item) {
    List<ReadLine> lines = item.lines();
    int size = lines.size();
    LogColumns columns =
        new LogColumns(
            "lines",
            item.attempt(),
            new ArrayList<>(size),
            new ArrayList<>(size),
            new ArrayList<>(size),
            new ArrayList<>(size),
            new ArrayList<>(size),
            new ArrayList<>(size),
            new ArrayList<>(size),
            new ArrayList<>());
    for (ReadLine read : lines) {
      LogLine line = read.line();
      columns.seq.add(line.seq());
      columns.time.add(line.timeMicros() / MICROS);
      columns.level.add(line.level());
      columns.stream.add(line.stream().code());
      columns.logger.add(line.logger());
      columns.phase.add(line.phase());
      columns.text.add(line.text());
      if (read.truncated() || read.binary() || line.cut() != 0) {
        columns.special.add(
            new Special(line.seq(), read.bytes(), read.truncated(), read.binary(), line.cut()));
      }
    }
    return columns;
  }
}
