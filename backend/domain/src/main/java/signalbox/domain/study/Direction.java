package signalbox.domain.study;

/** Which values of an objective are better. The lower-case name is the public word. */
public enum Direction {
  MINIMIZE,
  MAXIMIZE;

  /** True when the one value is better than the other; equal ones are not. */
  public boolean better(double one, double other) {
    return switch (this) {
      case MINIMIZE -> one < other;
      case MAXIMIZE -> one > other;
    };
  }
}
