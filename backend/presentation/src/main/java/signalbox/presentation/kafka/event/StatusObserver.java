package signalbox.presentation.kafka.event;

/** Counts what the status consumer does. Thread-safe; never throws. */
public interface StatusObserver {
  /** Counts nothing. */
  StatusObserver NONE =
      new StatusObserver() {
        @Override
        public void handled(int statuses) {}

        @Override
        public void buried() {}

        @Override
        public void retried() {}
      };

  void handled(int statuses);

  /** A record went to the dead-letter topic. */
  void buried();

  /** A batch could not be stored and comes again. */
  void retried();
}
