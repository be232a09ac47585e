package signalbox.orchestrator.core;

import static signalbox.orchestrator.core.RunPhase.CANCELLED;
import static signalbox.orchestrator.core.RunPhase.CANCELLING;
import static signalbox.orchestrator.core.RunPhase.CREATED;
import static signalbox.orchestrator.core.RunPhase.FAILED;
import static signalbox.orchestrator.core.RunPhase.LOST_CONTACT;
import static signalbox.orchestrator.core.RunPhase.OFFERED;
import static signalbox.orchestrator.core.RunPhase.QUEUED;
import static signalbox.orchestrator.core.RunPhase.RETRYING;
import static signalbox.orchestrator.core.RunPhase.RUNNING;
import static signalbox.orchestrator.core.RunPhase.STARTING;
import static signalbox.orchestrator.core.RunPhase.SUCCEEDED;
import static signalbox.orchestrator.core.RunPhase.TIMED_OUT;

import java.util.Set;
import signalbox.orchestrator.core.TransitionTable.Transition;

/**
 * The transition table of a run. {@link RunMachine} refuses to leave it, a test visits each of its
 * rows, and the diagram in the documentation is drawn from it.
 */
public final class RunStates {
  private static final TransitionTable<RunPhase, RunEvent.Kind> TABLE =
      new TransitionTable<RunPhase, RunEvent.Kind>()
          .row(CREATED, RunEvent.Kind.START_COMMANDED, QUEUED)
          .row(CREATED, RunEvent.Kind.CANCEL_COMMANDED, CANCELLED)
          .row(QUEUED, RunEvent.Kind.WAIT_REASON_CHANGED, QUEUED)
          .row(QUEUED, RunEvent.Kind.SLOT_GRANTED, OFFERED)
          .row(QUEUED, RunEvent.Kind.CANCEL_COMMANDED, CANCELLED)
          .row(OFFERED, RunEvent.Kind.REFUSED, QUEUED, RETRYING)
          .row(OFFERED, RunEvent.Kind.ACCEPTED, STARTING)
          .row(OFFERED, RunEvent.Kind.STARTED, RUNNING)
          .row(OFFERED, RunEvent.Kind.CONTACTED, OFFERED)
          .row(OFFERED, RunEvent.Kind.FINISHED, SUCCEEDED)
          .row(OFFERED, RunEvent.Kind.FAILED, FAILED, RETRYING, TIMED_OUT)
          .row(OFFERED, RunEvent.Kind.CANCELLED, RETRYING, FAILED)
          .row(OFFERED, RunEvent.Kind.STREAM_BROKEN, OFFERED)
          .row(OFFERED, RunEvent.Kind.ATTEMPT_LOST, RETRYING, FAILED)
          .row(OFFERED, RunEvent.Kind.TIMERS_DUE, RETRYING)
          .row(OFFERED, RunEvent.Kind.CANCEL_COMMANDED, CANCELLING)
          .row(OFFERED, RunEvent.Kind.RECOVERED, OFFERED)
          .row(STARTING, RunEvent.Kind.ACCEPTED, STARTING)
          .row(STARTING, RunEvent.Kind.STARTED, RUNNING)
          .row(STARTING, RunEvent.Kind.CONTACTED, STARTING)
          .row(STARTING, RunEvent.Kind.FINISHED, SUCCEEDED)
          .row(STARTING, RunEvent.Kind.FAILED, FAILED, RETRYING, TIMED_OUT)
          .row(STARTING, RunEvent.Kind.CANCELLED, RETRYING, FAILED)
          .row(STARTING, RunEvent.Kind.REFUSED, RETRYING, FAILED)
          .row(STARTING, RunEvent.Kind.STREAM_BROKEN, STARTING)
          .row(STARTING, RunEvent.Kind.ATTEMPT_LOST, RETRYING, FAILED)
          .row(STARTING, RunEvent.Kind.TIMERS_DUE, RETRYING, FAILED)
          .row(STARTING, RunEvent.Kind.CANCEL_COMMANDED, CANCELLING)
          .row(STARTING, RunEvent.Kind.RECOVERED, STARTING)
          .row(RUNNING, RunEvent.Kind.ACCEPTED, RUNNING)
          .row(RUNNING, RunEvent.Kind.STARTED, RUNNING)
          .row(RUNNING, RunEvent.Kind.CONTACTED, RUNNING)
          .row(RUNNING, RunEvent.Kind.FINISHED, SUCCEEDED)
          .row(RUNNING, RunEvent.Kind.FAILED, FAILED, RETRYING, TIMED_OUT)
          .row(RUNNING, RunEvent.Kind.CANCELLED, RETRYING, FAILED)
          .row(RUNNING, RunEvent.Kind.REFUSED, RETRYING, FAILED)
          .row(RUNNING, RunEvent.Kind.STREAM_BROKEN, RUNNING)
          .row(RUNNING, RunEvent.Kind.ATTEMPT_LOST, RETRYING, FAILED)
          .row(RUNNING, RunEvent.Kind.TIMERS_DUE, LOST_CONTACT, TIMED_OUT)
          .row(RUNNING, RunEvent.Kind.CANCEL_COMMANDED, CANCELLING)
          .row(RUNNING, RunEvent.Kind.RECOVERED, RUNNING)
          .row(LOST_CONTACT, RunEvent.Kind.ACCEPTED, RUNNING)
          .row(LOST_CONTACT, RunEvent.Kind.STARTED, RUNNING)
          .row(LOST_CONTACT, RunEvent.Kind.CONTACTED, RUNNING)
          .row(LOST_CONTACT, RunEvent.Kind.FINISHED, SUCCEEDED)
          .row(LOST_CONTACT, RunEvent.Kind.FAILED, FAILED, RETRYING, TIMED_OUT)
          .row(LOST_CONTACT, RunEvent.Kind.CANCELLED, RETRYING, FAILED)
          .row(LOST_CONTACT, RunEvent.Kind.REFUSED, RETRYING, FAILED)
          .row(LOST_CONTACT, RunEvent.Kind.STREAM_BROKEN, LOST_CONTACT)
          .row(LOST_CONTACT, RunEvent.Kind.ATTEMPT_LOST, RETRYING, FAILED)
          .row(LOST_CONTACT, RunEvent.Kind.TIMERS_DUE, RETRYING, FAILED, TIMED_OUT)
          .row(LOST_CONTACT, RunEvent.Kind.CANCEL_COMMANDED, CANCELLING)
          .row(LOST_CONTACT, RunEvent.Kind.RECOVERED, LOST_CONTACT)
          .row(RETRYING, RunEvent.Kind.TIMERS_DUE, QUEUED)
          .row(RETRYING, RunEvent.Kind.CANCEL_COMMANDED, CANCELLED)
          .row(CANCELLING, RunEvent.Kind.ACCEPTED, CANCELLING)
          .row(CANCELLING, RunEvent.Kind.STARTED, CANCELLING)
          .row(CANCELLING, RunEvent.Kind.CONTACTED, CANCELLING)
          .row(CANCELLING, RunEvent.Kind.FINISHED, SUCCEEDED)
          .row(CANCELLING, RunEvent.Kind.FAILED, FAILED, CANCELLED, TIMED_OUT)
          .row(CANCELLING, RunEvent.Kind.CANCELLED, CANCELLED)
          .row(CANCELLING, RunEvent.Kind.REFUSED, CANCELLED)
          .row(CANCELLING, RunEvent.Kind.STREAM_BROKEN, CANCELLING)
          .row(CANCELLING, RunEvent.Kind.ATTEMPT_LOST, CANCELLED)
          .row(CANCELLING, RunEvent.Kind.TIMERS_DUE, CANCELLING, CANCELLED)
          .row(CANCELLING, RunEvent.Kind.CANCEL_COMMANDED, CANCELLING)
          .row(CANCELLING, RunEvent.Kind.RECOVERED, CANCELLING);

  private RunStates() {}

  /** All legal transitions. */
  public static Set<Transition<RunPhase, RunEvent.Kind>> transitions() {
    return TABLE.rows();
  }

  /** True when the table has this transition. */
  public static boolean legal(RunPhase from, RunEvent.Kind event, RunPhase to) {
    return TABLE.has(from, event, to);
  }

  /** The table as a Mermaid state diagram. */
  public static String toMermaid() {
    return TABLE.toMermaid(RunPhase.values(), RunPhase::terminal);
  }
}
