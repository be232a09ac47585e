package signalbox.application.log;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;

/** Counts an attempt's lines over time. */
public final class MeasureLogVolumeHandler implements Handler<MeasureLogVolume, LogVolume> {
  private final LogAccess access;
  private final LogReader logs;

  public MeasureLogVolumeHandler(LogAccess access, LogReader logs) {
    this.access = access;
    this.logs = logs;
  }

  @Override
  public LogVolume handle(Principal caller, MeasureLogVolume query) {
    LogOverview overview = logs.overview(access.require(caller, query.target()));
    Integer asked = query.attempt();
    LogLedger ledger = (asked == null ? overview.newest() : overview.attempt(asked)).orElse(null);
    Instant first = ledger == null ? null : ledger.attempt().firstTime();
    Instant last = ledger == null ? null : ledger.attempt().lastTime();
    if (ledger == null || first == null || last == null) {
      return new LogVolume(asked == null ? 0 : asked, null, 1, List.of());
    }
    Instant since = query.since();
    Instant until = query.until();
    Instant from = since == null ? first : since;
    // A bucket does not hold its end: the last line lies in the last one.
    Instant to = until == null ? last.plus(1, ChronoUnit.MICROS) : until;
    if (!from.isBefore(to)) {
      return new LogVolume(ledger.attempt().id().attempt(), from, 1, List.of());
    }
    long micros = ChronoUnit.MICROS.between(from, to);
    long bucket = Math.ceilDiv(micros, query.buckets());
    int buckets = Math.toIntExact(Math.ceilDiv(micros, bucket));
    return new LogVolume(
        ledger.attempt().id().attempt(),
        from,
        bucket,
        logs.volume(ledger.attempt().id(), overview.position(), from, bucket, buckets));
  }
}
