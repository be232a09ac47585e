package signalbox.application.metric;

/**
 * Entries of a series with their x, in the order of x.
 *
 * @param axis what x really is
 * @param x of the entry's last point; finite
 */
@SuppressWarnings("ArrayRecordComponent") // Columns, as in Entries.
record Line(StoredSeries stored, ChartAxis axis, double[] x, Entries entries) {

  int size() {
    return entries.size();
  }

  /** The first entry whose x is not smaller. */
  int firstFrom(double bound) {
    int low = 0;
    int high = size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (x[middle] < bound) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The first entry whose x is larger. */
  int firstAfter(double bound) {
    return firstFrom(Math.nextUp(bound));
  }
}
