package signalbox.application.log;

import java.util.OptionalLong;
import java.util.function.Consumer;

/** The lines that were stored at one moment. */
public interface LogDownload {
  /** How many there are; empty when counting took too long. */
  OptionalLong lines();

  /**
   * Reads them, attempt by attempt in the order of numbers, in bounded memory. Once.
   *
   * @throws signalbox.domain.error.SignalboxException {@code store.unavailable}, also after some
   *     lines
   */
  void read(Consumer<ReadLine> sink);
}
