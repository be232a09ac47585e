package signalbox.application.log;

import java.net.InetAddress;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogLine;

/** A line as it came, before it is checked. */
public sealed interface ReceivedLine {
  LogLine line();

  /** Says that it belongs to a run's attempt. */
  @SuppressWarnings("ArrayRecordComponent") // Lives for an instant; nobody compares it.
  record OfRun(LogAttemptId attempt, LogLine line, byte[] signature) implements ReceivedLine {}

  /**
   * Belongs to no run.
   *
   * @param host as the sender names itself; may be empty
   */
  record OfSource(String host, InetAddress sender, LogLine line) implements ReceivedLine {}
}
