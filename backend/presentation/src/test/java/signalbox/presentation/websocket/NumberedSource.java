package signalbox.presentation.websocket;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import signalbox.application.event.MetricsReported;
import signalbox.application.event.StreamItem;
import signalbox.application.event.StreamState;
import signalbox.application.event.TopicSource;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/** A topic that holds the numbers from 0 on; a cursor is how many were seen. */
final class NumberedSource implements TopicSource {
  final AtomicInteger size = new AtomicInteger();

  @Override
  public Snapshot snapshot() {
    return new Snapshot(size.toString(), new StreamState.Nothing());
  }

  @Override
  public Batch readAfter(String cursor, int limit) {
    if (!cursor.matches("[0-9]{1,9}")) {
      throw SignalboxException.of(ErrorCode.STREAM_BAD_CURSOR).unsafe("cursor", cursor);
    }
    int from = Integer.parseInt(cursor);
    int to = Math.min(size.get(), from + limit);
    if (to <= from) {
      return new Batch(List.of(), cursor);
    }
    List<MetricsReported.Point> points =
        IntStream.range(from, to)
            .mapToObj(n -> new MetricsReported.Point("n", "other", n, Instant.EPOCH, n))
            .toList();
    return new Batch(
        List.of(new StreamItem.MetricColumns(1, "n", "other", points)), Integer.toString(to));
  }
}
