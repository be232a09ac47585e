package signalbox.orchestrator.core;

import java.time.Instant;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * Decides what becomes of a study: (state, event, now) to (state, effects). Has no memory of its
 * own; the only thing from outside is the jitter, a source of numbers in [0, 1).
 *
 * <p>It begins exactly as many trials as were ordered, never more at the same time than they may
 * be, and asks the tuning service for as many as there is room for, one question at a time. A
 * question leaves at once, before the decision is stored: what the tuning service remembers is a
 * cache, which each takeover fills anew.
 */
public final class StudyMachine {
  private final StudyPolicy policy;
  private final DoubleSupplier jitter;

  public StudyMachine(StudyPolicy policy, DoubleSupplier jitter) {
    this.policy = policy;
    this.jitter = jitter;
  }

  /** The state after the event, and what is to be done then. */
  public StudyDecision decide(StudyState state, StudyEvent event, Instant now) {
    StudyDraft draft = new StudyDraft(policy, jitter, state, now);
    draft.take(event);
    StudyDecision decision = draft.decision();
    StudyPhase after = decision.state().phase();
    if (after != state.phase() && !StudyStates.legal(state.phase(), event.kind(), after)) {
      throw new IllegalStateException(
          "The table has no way from " + state.phase() + " to " + after + " upon " + event.kind());
    }
    return decision;
  }

  /** When {@link StudyEvent.TimersDue} should come next, if nothing else happens before. */
  public Optional<Instant> due(StudyState state) {
    return Optional.ofNullable(new StudyDraft(policy, jitter, state, Instant.EPOCH).due());
  }
}
