package signalbox.application.metric;

/**
 * A series that has points, and where they lie.
 *
 * @param id of the store, for {@link MetricRepository#read}
 * @param ordered neither steps nor times go back from point to point
 * @param nans how many values are NaN
 * @param highs how many are infinite
 * @param lows how many are minus infinite
 * @param firstStep the smallest
 * @param lastStep the largest
 * @param firstMicros the earliest time, in microseconds since 1970
 * @param lastMicros the latest time
 * @param attemptMicros the earliest time of any point of the attempt: zero of relative time
 */
public record StoredSeries(
    long id,
    SeriesTotals totals,
    boolean ordered,
    long nans,
    long highs,
    long lows,
    long firstStep,
    long lastStep,
    long firstMicros,
    long lastMicros,
    long attemptMicros) {}
