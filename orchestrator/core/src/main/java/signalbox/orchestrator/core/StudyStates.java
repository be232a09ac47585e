package signalbox.orchestrator.core;

import static signalbox.orchestrator.core.StudyPhase.CANCELLED;
import static signalbox.orchestrator.core.StudyPhase.CANCELLING;
import static signalbox.orchestrator.core.StudyPhase.CREATED;
import static signalbox.orchestrator.core.StudyPhase.FAILED;
import static signalbox.orchestrator.core.StudyPhase.QUEUED;
import static signalbox.orchestrator.core.StudyPhase.SEARCHING;
import static signalbox.orchestrator.core.StudyPhase.STOPPING;
import static signalbox.orchestrator.core.StudyPhase.SUCCEEDED;

import java.util.Set;
import signalbox.orchestrator.core.TransitionTable.Transition;

/**
 * The transition table of a study. {@link StudyMachine} refuses to leave it, a test visits each of
 * its rows, and the diagram in the documentation is drawn from it.
 */
public final class StudyStates {
  private static final TransitionTable<StudyPhase, StudyEvent.Kind> TABLE =
      new TransitionTable<StudyPhase, StudyEvent.Kind>()
          .row(CREATED, StudyEvent.Kind.START_COMMANDED, QUEUED, FAILED)
          .row(QUEUED, StudyEvent.Kind.CHANGE_COMMANDED, QUEUED, SUCCEEDED)
          .row(QUEUED, StudyEvent.Kind.CANCEL_COMMANDED, CANCELLED)
          .row(QUEUED, StudyEvent.Kind.SUGGESTED, SEARCHING, SUCCEEDED)
          .row(QUEUED, StudyEvent.Kind.SUGGEST_FAILED, QUEUED)
          .row(QUEUED, StudyEvent.Kind.DEFINITION_REFUSED, FAILED)
          .row(QUEUED, StudyEvent.Kind.TIMERS_DUE, QUEUED)
          .row(QUEUED, StudyEvent.Kind.RECOVERED, QUEUED, SEARCHING)
          .row(SEARCHING, StudyEvent.Kind.CHANGE_COMMANDED, SEARCHING, STOPPING, SUCCEEDED, FAILED)
          .row(SEARCHING, StudyEvent.Kind.CANCEL_COMMANDED, CANCELLING, CANCELLED)
          .row(SEARCHING, StudyEvent.Kind.SUGGESTED, SEARCHING, SUCCEEDED, FAILED)
          .row(SEARCHING, StudyEvent.Kind.STORY_HEARD, SEARCHING)
          .row(SEARCHING, StudyEvent.Kind.SUGGEST_FAILED, SEARCHING)
          .row(SEARCHING, StudyEvent.Kind.DEFINITION_REFUSED, SEARCHING, FAILED)
          .row(SEARCHING, StudyEvent.Kind.TRIAL_ENDED, SEARCHING, SUCCEEDED, FAILED)
          .row(SEARCHING, StudyEvent.Kind.REPORTED, SEARCHING)
          .row(SEARCHING, StudyEvent.Kind.TIMERS_DUE, SEARCHING, STOPPING, SUCCEEDED, FAILED)
          .row(SEARCHING, StudyEvent.Kind.RECOVERED, SEARCHING, SUCCEEDED, FAILED)
          .row(STOPPING, StudyEvent.Kind.CHANGE_COMMANDED, STOPPING)
          .row(STOPPING, StudyEvent.Kind.CANCEL_COMMANDED, CANCELLING)
          .row(STOPPING, StudyEvent.Kind.SUGGESTED, STOPPING)
          .row(STOPPING, StudyEvent.Kind.STORY_HEARD, STOPPING)
          .row(STOPPING, StudyEvent.Kind.SUGGEST_FAILED, STOPPING)
          .row(STOPPING, StudyEvent.Kind.DEFINITION_REFUSED, STOPPING)
          .row(STOPPING, StudyEvent.Kind.TRIAL_ENDED, STOPPING, SUCCEEDED, FAILED)
          .row(STOPPING, StudyEvent.Kind.REPORTED, STOPPING)
          .row(STOPPING, StudyEvent.Kind.TIMERS_DUE, STOPPING)
          .row(STOPPING, StudyEvent.Kind.RECOVERED, STOPPING, SUCCEEDED, FAILED)
          .row(CANCELLING, StudyEvent.Kind.CHANGE_COMMANDED, CANCELLING)
          .row(CANCELLING, StudyEvent.Kind.CANCEL_COMMANDED, CANCELLING)
          .row(CANCELLING, StudyEvent.Kind.TRIAL_ENDED, CANCELLING, CANCELLED)
          .row(CANCELLING, StudyEvent.Kind.RECOVERED, CANCELLING, CANCELLED);

  private StudyStates() {}

  /** All legal transitions. */
  public static Set<Transition<StudyPhase, StudyEvent.Kind>> transitions() {
    return TABLE.rows();
  }

  /** True when the table has this transition. */
  public static boolean legal(StudyPhase from, StudyEvent.Kind event, StudyPhase to) {
    return TABLE.has(from, event, to);
  }

  /** The table as a Mermaid state diagram. */
  public static String toMermaid() {
    return TABLE.toMermaid(StudyPhase.values(), StudyPhase::terminal);
  }
}
