package signalbox.orchestrator.core;

import java.time.Duration;

/** What is to be done after a decision is stored, in order. Doing it twice must do no harm. */
public sealed interface Effect {
  /** Tell the world. */
  record Publish(long sequence, int attempt, LifecycleStatus status) implements Effect {}

  /** The command came again: what was last said may be said again, with the same numbers. */
  record PublishAgain() implements Effect {}

  /** Open a stream that starts the attempt, or attaches to it if the instance has it already. */
  record StartAttempt(Placement placement, int attempt, int offer, Duration delay)
      implements Effect {}

  /** Open a stream to an attempt that the instance should have. */
  record Attach(Placement placement, int attempt, long fromEventSequence, Duration delay)
      implements Effect {}

  /** Tell the attempt to stop, now or as soon as there is a stream to it. */
  record SendCancel(int attempt, CancelMode mode, Duration grace) implements Effect {}

  /** The attempt has no say any more: kill it where it can be reached, and close its stream. */
  record Abandon(Placement placement, int attempt) implements Effect {}

  /** The attempt has ended by itself: close its stream. */
  record CloseStream(int attempt) implements Effect {}

  /** Count a command that was there before. */
  record CountDuplicate(RunEvent.Kind event) implements Effect {}

  /** Count an event that was refused because its attempt is not the newest one or has ended. */
  record CountStale(RunEvent.Kind event, int attempt) implements Effect {}
}
