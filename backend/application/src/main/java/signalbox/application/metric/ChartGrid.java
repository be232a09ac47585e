package signalbox.application.metric;

/**
 * Equal ranges of x that all series of a chart share.
 *
 * @param low smallest x
 * @param high largest x
 * @param unit what the last range reaches beyond {@code high}: 1 for whole numbers, so that all
 *     hold equally many
 */
public record ChartGrid(double low, double high, double unit, int width) {

  /** The number of the range of an x that is not outside. */
  public int bucket(double x) {
    double share = (x - low) * width / (high - low + unit);
    // Of a single x without a unit the share is not a number: it is in the first.
    return (int) Math.clamp(Math.floor(share), 0, width - 1);
  }
}
