package signalbox.domain.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of one attempt's log: which lines are stored, which are missing, and whether that can
 * still change.
 *
 * @param instance the address of the instance that executes the attempt; null while not known
 * @param stored how many lines are stored
 * @param highest the largest number known: stored, or promised by the totals
 * @param missing of 1 to {@code highest}: what is not stored
 * @param gone of {@code missing}: what can no longer be had
 * @param totals what the sender said at its end; null while it has not
 * @param endedAt when the attempt ended; null while it lasts
 * @param hash rolling hash of the stored lines, computed when it was sealed
 * @param firstErrorSeq the smallest number of a line of level error or worse
 * @param firstTime the earliest time of a line
 * @param lastTime the latest time of a line
 */
public record LogAttempt(
    LogAttemptId id,
    @Nullable String instance,
    long stored,
    long highest,
    LineRanges missing,
    LineRanges gone,
    @Nullable LogTotals totals,
    @Nullable Instant endedAt,
    Seal seal,
    @Nullable Instant sealedAt,
    @Nullable String hash,
    LevelCounts levels,
    @Nullable Long firstErrorSeq,
    @Nullable Instant firstTime,
    @Nullable Instant lastTime) {

  /** Every line up to and including this one is stored. */
  public long storedThrough() {
    return missing.isEmpty() ? highest : missing.ranges().getFirst().from() - 1;
  }

  /** What is missing and can still be had. */
  public LineRanges wanted() {
    return missing.minus(gone);
  }
}
