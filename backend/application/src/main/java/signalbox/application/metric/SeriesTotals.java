package signalbox.application.metric;

import java.time.Instant;
import signalbox.domain.run.RunId;

/**
 * What all points of a series come to, kept with the points: exact whatever is delivered again.
 *
 * @param role of the last point
 * @param points how many there are
 * @param finite how many of them are neither NaN nor infinite
 * @param last value of the point with the largest step, the last stored of these
 * @param min of the finite values; NaN when there is none
 * @param max of the finite values; NaN when there is none
 * @param sum of the finite values
 */
public record SeriesTotals(
    RunId run,
    int attempt,
    String key,
    String role,
    long points,
    long finite,
    double last,
    long lastStep,
    Instant lastTime,
    double min,
    double max,
    double sum) {

  /** Of the finite values; NaN when there is none. */
  public double mean() {
    return finite == 0 ? Double.NaN : sum / finite;
  }
}
