package signalbox.application.log;

import java.util.function.Supplier;
import signalbox.domain.log.LogKeys;
import signalbox.domain.run.RunId;

/** Tells a run where its lines go, and with which key they are signed. Thread-safe. */
public final class LogOutputs {
  private final Supplier<String> address;
  private final LogKeys keys;

  /**
   * @param address {@code host:port} as ML services see it
   */
  public LogOutputs(Supplier<String> address, LogKeys keys) {
    this.address = address;
    this.keys = keys;
  }

  public LogOutput of(RunId run) {
    return new LogOutput(address(), keys.runKey(run));
  }

  /** Where this backend takes lines, as ML services see it. */
  public String address() {
    return address.get();
  }

  /** Where lines go; never printed with its key. */
  @SuppressWarnings("ArrayRecordComponent") // Made anew for each command; nobody compares it.
  public record LogOutput(String address, byte[] key) {
    @Override
    public String toString() {
      return address;
    }
  }
}
