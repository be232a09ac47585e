package signalbox.application.metric;

/**
 * Smallest and largest value of a bucket while it is filled. NaN and infinities count only when
 * there is nothing else; NaN is then the largest.
 */
final class BucketValues {
  private double min;
  private double max;
  private double oddMin;
  private double oddMax;
  private boolean finite;
  private boolean odd;

  BucketValues() {
    clear();
  }

  void clear() {
    min = Double.POSITIVE_INFINITY;
    max = Double.NEGATIVE_INFINITY;
    oddMin = Double.NaN;
    oddMax = Double.NEGATIVE_INFINITY;
    finite = false;
    odd = false;
  }

  /** Takes an entry; for a single point both are its value. */
  void add(double low, double high) {
    if (Double.isFinite(low)) {
      finite = true;
      min = Math.min(min, low);
      max = Math.max(max, high);
    } else {
      oddMin = odd && Double.compare(oddMin, low) <= 0 ? oddMin : low;
      oddMax = odd && Double.compare(oddMax, low) >= 0 ? oddMax : low;
      odd = true;
    }
  }

  double min() {
    return finite ? min : oddMin;
  }

  double max() {
    return finite ? max : oddMax;
  }
}
