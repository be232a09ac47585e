package signalbox.application.log;

import java.util.List;
import java.util.Optional;

/**
 * What is there of a log at one moment.
 *
 * @param position of the line that was stored last; 0 when there is none
 * @param revision grows when a seal, totals, or what is gone or removed change
 * @param attempts the first one first
 */
public record LogOverview(long position, long revision, List<LogLedger> attempts) {
  /** Of a log without lines. */
  public static final LogOverview NOTHING = new LogOverview(0, 0, List.of());

  public LogOverview {
    attempts = List.copyOf(attempts);
  }

  public LogPosition cursor() {
    return new LogPosition(position, revision);
  }

  public Optional<LogLedger> attempt(int number) {
    return attempts.stream()
        .filter(ledger -> ledger.attempt().id().attempt() == number)
        .findFirst();
  }

  /** The newest attempt that has lines. */
  public Optional<LogLedger> newest() {
    return attempts.reversed().stream().filter(ledger -> ledger.attempt().stored() > 0).findFirst();
  }
}
