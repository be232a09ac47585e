package signalbox.orchestrator.core;

import java.time.Duration;

/** What can happen to a run. */
public sealed interface RunEvent {
  /** The name of the event in the transition table. */
  default Kind kind() {
    return switch (this) {
      case StartCommanded _ -> Kind.START_COMMANDED;
      case CancelCommanded _ -> Kind.CANCEL_COMMANDED;
      case WaitReasonChanged _ -> Kind.WAIT_REASON_CHANGED;
      case SlotGranted _ -> Kind.SLOT_GRANTED;
      case Refused _ -> Kind.REFUSED;
      case Accepted _ -> Kind.ACCEPTED;
      case Started _ -> Kind.STARTED;
      case Contacted _ -> Kind.CONTACTED;
      case Finished _ -> Kind.FINISHED;
      case Failed _ -> Kind.FAILED;
      case Cancelled _ -> Kind.CANCELLED;
      case StreamBroken _ -> Kind.STREAM_BROKEN;
      case AttemptLost _ -> Kind.ATTEMPT_LOST;
      case TimersDue _ -> Kind.TIMERS_DUE;
      case Recovered _ -> Kind.RECOVERED;
    };
  }

  /** The names of the events. */
  enum Kind {
    START_COMMANDED,
    CANCEL_COMMANDED,
    WAIT_REASON_CHANGED,
    SLOT_GRANTED,
    REFUSED,
    ACCEPTED,
    STARTED,
    CONTACTED,
    FINISHED,
    FAILED,
    CANCELLED,
    STREAM_BROKEN,
    ATTEMPT_LOST,
    TIMERS_DUE,
    RECOVERED
  }

  /** An event that an attempt has sent; refused when the attempt is not the newest one. */
  sealed interface AttemptEvent extends RunEvent {
    int attempt();

    /** The event's number within the attempt; 0 when it has none. */
    default long eventSequence() {
      return 0;
    }
  }

  /** The command to execute the run came, for the first time or again. */
  record StartCommanded(RunOrder order, KnownProgress known) implements RunEvent {
    public StartCommanded(RunOrder order) {
      this(order, KnownProgress.NOTHING);
    }
  }

  /** The command to stop the run came, for the first time or again. */
  record CancelCommanded(CancelMode mode, Duration grace, KnownProgress known) implements RunEvent {
    public CancelCommanded(CancelMode mode, Duration grace) {
      this(mode, grace, KnownProgress.NOTHING);
    }
  }

  /** The run waits for something else than before. */
  record WaitReasonChanged(WaitReason reason) implements RunEvent {}

  /** The dispatcher has found a slot. */
  record SlotGranted(Placement placement) implements RunEvent {}

  /**
   * The instance has not taken the attempt upon this offer, and it is certain that it never will:
   * no slot, or it was never asked.
   *
   * @param offer which offer this answers; an answer to an older one is refused
   */
  record Refused(int attempt, int offer, String reason) implements AttemptEvent {}

  /** The instance has taken the attempt. */
  record Accepted(int attempt, long eventSequence) implements AttemptEvent {}

  /** User code began. */
  record Started(int attempt, long eventSequence) implements AttemptEvent {}

  /** The attempt was heard of: a heartbeat or telemetry up to this event. */
  record Contacted(int attempt, long eventSequence) implements AttemptEvent {}

  record Finished(int attempt, long eventSequence, RunResult result) implements AttemptEvent {}

  record Failed(int attempt, long eventSequence, RunFailure failure) implements AttemptEvent {}

  record Cancelled(int attempt, long eventSequence, boolean killed) implements AttemptEvent {}

  /**
   * The stream to the attempt broke; the attempt itself may well live.
   *
   * @param inARow how many streams have broken without a word in between, this one included
   */
  record StreamBroken(int attempt, int inARow, String reason) implements AttemptEvent {}

  /** The attempt is certainly gone: its instance answers and does not know it. */
  record AttemptLost(int attempt, String reason) implements AttemptEvent {}

  /** The time that {@link RunMachine#due} named has come. */
  record TimersDue() implements RunEvent {}

  /** This orchestrator has taken over the run from an earlier one. */
  record Recovered() implements RunEvent {}
}
