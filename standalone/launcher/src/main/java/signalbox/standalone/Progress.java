package signalbox.standalone;

import java.time.Duration;

/** What the person at the terminal sees. Thread-safe. */
interface Progress extends AutoCloseable {
  /** The part waits for others or is being started. */
  void starting(Part part, String detail);

  void ready(Part part, Duration took);

  void failed(Part part);

  /** A line that stays, for example that a part is started again. */
  void say(String line);

  /** Ends the live view; later lines are plain ones. */
  @Override
  void close();
}
