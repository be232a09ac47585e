package signalbox.application.log;

import signalbox.domain.log.LogAttemptId;

/** Hears what goes wrong with lines. Thread-safe; never throws. */
public interface LogWriterObserver {
  /** Hears nothing. */
  LogWriterObserver NONE =
      new LogWriterObserver() {
        @Override
        public void storeAway(RuntimeException cause) {}

        @Override
        public void unstorable(LogAttemptId attempt, RuntimeException cause) {}

        @Override
        public void hashDiffers(LogAttemptId attempt) {}
      };

  /** Lines wait: the store does not answer. */
  void storeAway(RuntimeException cause);

  /** The store refused a line. */
  void unstorable(LogAttemptId attempt, RuntimeException cause);

  /** All lines are stored, but they are not those that the sender has hashed. */
  void hashDiffers(LogAttemptId attempt);
}
