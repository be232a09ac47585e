package signalbox.application.metric;

/**
 * Which points are read: both bounds included, and both kinds must hold.
 *
 * @param fromMicros in microseconds since 1970
 */
public record PointRange(long fromStep, long toStep, long fromMicros, long toMicros) {
  public static final PointRange ALL =
      new PointRange(Long.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE);

  public static PointRange ofSteps(long from, long to) {
    return new PointRange(from, to, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  public boolean contains(long step, long micros) {
    return step >= fromStep && step <= toStep && micros >= fromMicros && micros <= toMicros;
  }
}
