package signalbox.domain.log;

/** Line numbers, both ends included. */
public record LineRange(long from, long to) {
  public LineRange {
    if (from > to) {
      throw new IllegalArgumentException(from + " is after " + to);
    }
  }

  public long lines() {
    return to - from + 1;
  }
}
