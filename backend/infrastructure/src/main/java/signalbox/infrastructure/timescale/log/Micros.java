package signalbox.infrastructure.timescale.log;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Times of lines and batches as microseconds since 1970, out of the store and into it. */
final class Micros {
  /** The time of a row of {@code log_line}. */
  static final String OF_LINE = "(extract(epoch from time) * 1000000)::bigint";

  private Micros() {}

  static OffsetDateTime time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }
}
