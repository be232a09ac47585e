package signalbox.orchestrator.service.engine;

import java.time.Duration;
import java.time.Instant;
import signalbox.events.v1.RunProgressed;
import signalbox.orchestrator.core.StudyState;

/**
 * When to tell how far a study is: after the end of a trial, but not more often than every {@link
 * #CLOSEST}, and at least every {@link #EVERY}, so that nobody takes it for quiet. Touched by the
 * engine's thread alone.
 */
final class StudyProgress {
  static final Duration CLOSEST = Duration.ofMillis(500);
  static final Duration EVERY = Duration.ofSeconds(10);
  private static final String UNIT = "trial";
  private static final String PHASE = "searching";

  private Instant toldAt = Instant.EPOCH;
  private int told;
  private long sequence;

  /** True when it should be told now. */
  boolean due(StudyState state, Instant now) {
    Duration since = Duration.between(toldAt, now);
    return since.compareTo(EVERY) >= 0 || (news(state) && since.compareTo(CLOSEST) >= 0);
  }

  /** True when trials have ended since it was last told. */
  boolean news(StudyState state) {
    return state.tally().ended() != told;
  }

  /** How far it is; counts as told from here on. */
  RunProgressed tell(StudyState state, Instant now) {
    toldAt = now;
    told = state.tally().ended();
    // Grows over takeovers too, without being stored.
    sequence = Math.max(sequence + 1, now.toEpochMilli());
    int trials = Math.max(1, state.settings().trials());
    return RunProgressed.newBuilder()
        .setFraction(Math.min(1.0, (double) told / trials))
        .setDone(told)
        .setTotal(state.settings().trials())
        .setUnit(UNIT)
        .setPhase(PHASE)
        .build();
  }

  /** The number of what was told last. */
  long sequence() {
    return sequence;
  }
}
