package signalbox.presentation.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import signalbox.application.log.ReadLine;
import signalbox.domain.log.LogLevel;
import signalbox.domain.log.LogLine;

/** A line of a log; what is null is left out. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LogLineJson(
    int attempt,
    long seq,
    String time,
    String level,
    String stream,
    @Nullable String logger,
    @Nullable String phase,
    String text,
    int bytes,
    boolean truncated,
    boolean binary,
    @Nullable String base64,
    @Nullable Long cut,
    @Nullable Boolean match) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  public static LogLineJson of(ReadLine read) {
    return of(read, null);
  }

  /**
   * @param match whether the line itself matches; null where that is not asked
   */
  public static LogLineJson of(ReadLine read, @Nullable Boolean match) {
    LogLine line = read.line();
    byte[] raw = line.raw();
    return new LogLineJson(
        read.attempt(),
        line.seq(),
        time(line.time()),
        LogLevel.of(line.level()).word(),
        line.stream().word(),
        line.logger().isEmpty() ? null : line.logger(),
        line.phase().isEmpty() ? null : line.phase(),
        line.text(),
        read.bytes(),
        read.truncated(),
        read.binary(),
        raw == null ? null : Base64.getEncoder().encodeToString(raw),
        line.cut() == 0 ? null : line.cut(),
        match);
  }

  /** With six decimals. */
  public static String time(Instant time) {
    return TIME.format(time);
  }
}
