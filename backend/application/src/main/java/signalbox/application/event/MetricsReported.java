package signalbox.application.event;

import java.time.Instant;
import java.util.List;
import signalbox.domain.run.RunId;

/**
 * Metric points of one event of an ML service.
 *
 * @param sequence number of the event within the attempt
 * @param points in the order of the event: their place is their ordinal
 */
public record MetricsReported(RunId runId, int attempt, long sequence, List<Point> points) {
  public MetricsReported {
    points = List.copyOf(points);
  }

  /**
   * A value of a series.
   *
   * @param role as the contract names it: {@code loss}, {@code score}, ...
   * @param value NaN and infinities are legal
   */
  public record Point(String key, String role, long step, Instant time, double value) {}
}
