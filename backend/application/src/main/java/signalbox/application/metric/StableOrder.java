package signalbox.application.metric;

/** Sorts places by a key without an object for each; equal keys keep their order. */
public final class StableOrder {
  private StableOrder() {}

  /** The places 0 to before {@code size} in the order of their keys. */
  public static int[] of(long[] keys, int size) {
    return sorted(size, (left, right) -> keys[left] <= keys[right]);
  }

  /** The same; NaN is the largest. */
  public static int[] of(double[] keys, int size) {
    return sorted(size, (left, right) -> Double.compare(keys[left], keys[right]) <= 0);
  }

  public static long[] pick(long[] values, int[] places) {
    long[] picked = new long[places.length];
    for (int i = 0; i < places.length; i++) {
      picked[i] = values[places[i]];
    }
    return picked;
  }

  public static double[] pick(double[] values, int[] places) {
    double[] picked = new double[places.length];
    for (int i = 0; i < places.length; i++) {
      picked[i] = values[places[i]];
    }
    return picked;
  }

  @FunctionalInterface
  private interface NotAfter {
    boolean test(int left, int right);
  }

  /** Merges runs of 1, 2, 4, … places. */
  private static int[] sorted(int size, NotAfter order) {
    int[] from = new int[size];
    for (int i = 0; i < size; i++) {
      from[i] = i;
    }
    int[] to = new int[size];
    for (long width = 1; width < size; width *= 2) {
      for (long begin = 0; begin < size; begin += 2 * width) {
        int middle = (int) Math.min(size, begin + width);
        int end = (int) Math.min(size, begin + 2 * width);
        int left = (int) begin;
        int right = middle;
        for (int at = left; at < end; at++) {
          boolean takeLeft = left < middle && (right >= end || order.test(from[left], from[right]));
          to[at] = takeLeft ? from[left++] : from[right++];
        }
      }
      int[] swap = from;
      from = to;
      to = swap;
    }
    return from;
  }
}
