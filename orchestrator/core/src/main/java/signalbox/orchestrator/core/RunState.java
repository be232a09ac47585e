package signalbox.orchestrator.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that is remembered of one run. Immutable.
 *
 * @param order absent before the command, and for a run that was only ever cancelled
 * @param attempt the number of the newest attempt, 0 before the first; fences everything smaller
 * @param offers how many streams were opened to start an attempt: tells an answer to the last one
 *     from an older answer
 * @param doubtful a stream that offered the attempt broke, so it may have been taken although
 *     nobody said so
 * @param losses how many attempts infrastructure has taken
 * @param sequence the number of the last lifecycle status, 0 before the first
 * @param placement where the attempt is, while the phase holds a slot
 * @param eventSequence the last event of the attempt that is stored
 * @param lastContact when the attempt was last heard of
 * @param due when the phase ends by itself: the pause of RETRYING, the patience of CANCELLING
 * @param startedAt when user code of the attempt began
 * @param killing the stop is no longer graceful
 * @param waitReason the last published reason to wait; absent while none was told since it was
 *     queued
 */
public record RunState(
    String runId,
    RunPhase phase,
    @Nullable RunOrder order,
    int attempt,
    int offers,
    boolean doubtful,
    int losses,
    long sequence,
    @Nullable Placement placement,
    long eventSequence,
    Instant lastContact,
    @Nullable Instant due,
    @Nullable Instant startedAt,
    boolean killing,
    @Nullable WaitReason waitReason) {

  /** A run of which nothing is known yet. */
  public static RunState created(String runId) {
    return new RunState(
        runId,
        RunPhase.CREATED,
        null,
        0,
        0,
        false,
        0,
        0,
        null,
        0,
        Instant.EPOCH,
        null,
        null,
        false,
        null);
  }

  /**
   * True when the other state differs at most in what need not survive a crash: when the attempt
   * was last heard of, and how far its telemetry got.
   */
  public boolean sameDurably(RunState other) {
    return equals(other)
        || new RunState(
                runId,
                phase,
                order,
                attempt,
                offers,
                doubtful,
                losses,
                sequence,
                placement,
                other.eventSequence,
                other.lastContact,
                due,
                startedAt,
                killing,
                waitReason)
            .equals(other);
  }
}
