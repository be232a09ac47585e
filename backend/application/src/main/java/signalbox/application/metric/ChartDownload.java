package signalbox.application.metric;

import java.util.Objects;
import signalbox.domain.run.RunId;

/** The raw points of a chart, read while they are written. Used by one thread. */
public final class ChartDownload {
  private final ChartQuery query;
  private final ChartSelection selection;

  ChartDownload(ChartQuery query, ChartSelection selection) {
    this.query = query;
    this.selection = selection;
  }

  /** Takes points, one series after the other, in the order of x. */
  @FunctionalInterface
  public interface Sink {
    void point(
        SeriesTotals series,
        String runName,
        long step,
        long micros,
        double relativeSeconds,
        double x,
        double value);
  }

  /** Reads all points of the range; whatever the sink throws ends it. */
  public void forEach(Sink sink) {
    double from = Objects.requireNonNullElse(query.from(), Double.NEGATIVE_INFINITY);
    double to = Objects.requireNonNullElse(query.to(), Double.POSITIVE_INFINITY);
    selection
        .axis()
        .read(
            selection.series(),
            from,
            to,
            each -> 1,
            line -> {
              StoredSeries stored = line.stored();
              RunId run = stored.totals().run();
              String name = Objects.requireNonNull(selection.runs().get(run)).name();
              Entries entries = line.entries();
              int end = line.firstAfter(to);
              for (int i = line.firstFrom(from); i < end; i++) {
                sink.point(
                    stored.totals(),
                    name,
                    entries.step()[i],
                    entries.micros()[i],
                    (entries.micros()[i] - stored.attemptMicros()) / 1e6,
                    line.x()[i],
                    entries.last()[i]);
              }
            });
  }
}
