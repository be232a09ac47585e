package signalbox.domain.transfer;

/**
 * What is in the file of a project, or would be.
 *
 * @param datasets every version counts
 * @param runs of all kinds, trials among them
 * @param openRuns of the runs those that had not ended
 * @param models every version counts
 * @param points of metrics
 * @param lines of logs
 * @param objects datasets, artifacts and models as bytes; what two rows name counts once
 */
public record TransferCounts(
    long datasets,
    long runs,
    long openRuns,
    long studies,
    long models,
    long points,
    long lines,
    long objects,
    long objectBytes) {
  public static final TransferCounts NONE = new TransferCounts(0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** The same with what lies in other stores than the rows. */
  public TransferCounts with(long newPoints, long newLines, long newObjects, long newObjectBytes) {
    return new TransferCounts(
        datasets, runs, openRuns, studies, models, newPoints, newLines, newObjects, newObjectBytes);
  }
}
