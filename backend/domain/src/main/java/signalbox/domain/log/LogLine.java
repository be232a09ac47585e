package signalbox.domain.log;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a log, as its sender wrote it. Text, logger and phase hold neither NUL nor half a
 * surrogate pair: they can be stored.
 *
 * @param seq number within the attempt, from 1; 0 while a source's line has none yet
 * @param timeMicros microseconds since 1970
 * @param level syslog severity, 0 to 7
 * @param logger empty when there is none
 * @param phase what the run was doing; empty when not known
 * @param raw the text's bytes when they are not valid UTF-8 or hold NUL; null when {@code text}
 *     says all. Nobody changes it
 * @param cut the text's length in bytes before it was cut; 0 when it is whole
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by content below; a copy would only cost.
public record LogLine(
    long seq,
    long timeMicros,
    int level,
    LineStream stream,
    String logger,
    String phase,
    String text,
    byte @Nullable [] raw,
    long cut) {
  /** The first and the last time that a line may have: what stores and clients can show. */
  public static final long MIN_TIME_MICROS = micros(Instant.parse("0001-01-01T00:00:00Z"));

  public static final long MAX_TIME_MICROS = micros(Instant.parse("9999-12-31T23:59:59.999999Z"));

  /** The largest text in bytes; a sender cuts what is longer. */
  public static final int MAX_TEXT_BYTES = 256 * 1024;

  /** The same line with a number. */
  public LogLine numbered(long number) {
    return new LogLine(number, timeMicros, level, stream, logger, phase, text, raw, cut);
  }

  public Instant time() {
    return Instant.EPOCH.plus(timeMicros, ChronoUnit.MICROS);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LogLine line
        && seq == line.seq
        && timeMicros == line.timeMicros
        && level == line.level
        && stream == line.stream
        && logger.equals(line.logger)
        && phase.equals(line.phase)
        && text.equals(line.text)
        && Arrays.equals(raw, line.raw)
        && cut == line.cut;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(seq) * 31 + text.hashCode();
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }
}
