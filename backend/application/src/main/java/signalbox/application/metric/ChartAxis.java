package signalbox.application.metric;

/** What is on the x-axis of a chart. The lower-case name is the public word. */
public enum ChartAxis {
  STEP,
  /** The metric {@code epoch} of the run; its steps when it logs none. */
  EPOCH,
  /** Seconds since the first point of the attempt. */
  RELATIVE,
  /** Seconds since 1970. */
  WALL,
  /** Another metric of the run. */
  METRIC
}
