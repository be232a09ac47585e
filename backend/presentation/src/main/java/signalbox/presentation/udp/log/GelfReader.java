package signalbox.presentation.udp.log;

import java.net.InetAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.log.DropCause;
import signalbox.application.log.ReceivedLine;
import signalbox.domain.log.LineSignatures;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogLine;

/** GELF 1.1 and JSON lines. Used by one thread. */
final class GelfReader {
  private static final int INFO = 6;
  private static final int UUID_LENGTH = 36;
  private static final int MOST_NAME = 500;

  private final FlatJson flat = new FlatJson();
  private @Nullable LogAttemptId last;
  private String lastRun = "";

  ReceivedLine read(byte[] bytes, int offset, int length, InetAddress sender, Instant now)
      throws RefusedException {
    Fields fields = new Fields();
    if (!flat.read(bytes, offset, length, fields)) {
      fields.all().clear();
      if (!GeneralJson.read(bytes, offset, length, fields)) {
        throw malformed();
      }
    }
    return fields.has("_run") ? ofRun(fields) : ofSource(fields, sender, now);
  }

  /** A line of a run from the fields that it has in every format. */
  ReceivedLine ofRun(Fields fields) throws RefusedException {
    String text = fields.get("short_message");
    Long time = Fields.micros(fields.get("timestamp", ""));
    if (text == null || time == null || outOfRange(time)) {
      throw malformed();
    }
    String raw = fields.get("_raw");
    return ofRun(fields, time, raw == null ? Texts.of(text) : Texts.of(base64(raw)));
  }

  ReceivedLine ofRun(Fields fields, long time, Texts.Text text) throws RefusedException {
    Optional<LineStream> stream = LineStream.ofWord(fields.get("_stream", ""));
    String logger = fields.get("_logger", "");
    String phase = fields.get("_phase", "");
    if (stream.isEmpty() || unstorable(logger) || unstorable(phase)) {
      throw malformed();
    }
    long attempt = number(fields, "_attempt", Integer.MAX_VALUE);
    LogLine line =
        new LogLine(
            number(fields, "_seq", Long.MAX_VALUE - 1),
            time,
            severity(fields),
            stream.get(),
            logger,
            phase,
            text.text(),
            text.raw(),
            fields.has("_cut") ? number(fields, "_cut", Long.MAX_VALUE) : 0);
    return new ReceivedLine.OfRun(
        attempt(fields.get("_run", ""), (int) attempt), line, signature(fields.get("_mac", "")));
  }

  private static int severity(Fields fields) throws RefusedException {
    String level = fields.get("level", "");
    if (level.length() != 1 || level.charAt(0) < '0' || level.charAt(0) > '7') {
      throw malformed();
    }
    return level.charAt(0) - '0';
  }

  private LogAttemptId attempt(String run, int attempt) throws RefusedException {
    LogAttemptId known = last;
    if (known != null && known.attempt() == attempt && lastRun.equals(run)) {
      return known;
    }
    if (run.length() != UUID_LENGTH) {
      throw malformed();
    }
    try {
      LogAttemptId parsed = new LogAttemptId(new LogId(UUID.fromString(run)), attempt);
      last = parsed;
      lastRun = run;
      return parsed;
    } catch (IllegalArgumentException e) {
      throw malformed();
    }
  }

  private static byte[] signature(String hex) throws RefusedException {
    if (hex.length() != 2 * LineSignatures.BYTES) {
      throw malformed();
    }
    try {
      return HexFormat.of().parseHex(hex);
    } catch (IllegalArgumentException e) {
      throw malformed();
    }
  }

  private static byte[] base64(String text) throws RefusedException {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw malformed();
    }
  }

  /** From 1. */
  private static long number(Fields fields, String name, long most) throws RefusedException {
    String text = fields.get(name, "");
    long value = 0;
    if (text.isEmpty() || text.length() > 18) {
      throw malformed();
    }
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw malformed();
      }
      value = value * 10 + digit;
    }
    if (value < 1 || value > most) {
      throw malformed();
    }
    return value;
  }

  private static boolean unstorable(String name) {
    return name.indexOf('\0') >= 0 || !Texts.whole(name).equals(name);
  }

  private static ReceivedLine ofSource(Fields fields, InetAddress sender, Instant now)
      throws RefusedException {
    String shorter = fields.get("short_message", fields.get("message", ""));
    String full = fields.get("full_message", "");
    if (shorter.isEmpty()
        && full.isEmpty()
        && !fields.has("short_message")
        && !fields.has("message")) {
      throw malformed();
    }
    String text = full.isEmpty() ? shorter : full.contains(shorter) ? full : shorter + "\n" + full;
    Texts.Text whole = Texts.of(text);
    LogLine line =
        new LogLine(
            0,
            time(fields, now),
            level(fields.get("level", fields.get("severity", ""))),
            LineStream.ofWord(fields.get("_stream", "log")).orElse(LineStream.LOG),
            Texts.name(firstOf(fields, "_logger", "logger", "logger_name", "name"), MOST_NAME),
            Texts.name(fields.get("_phase", ""), MOST_NAME),
            whole.text(),
            whole.raw(),
            0);
    return new ReceivedLine.OfSource(
        Texts.name(firstOf(fields, "host", "hostname", "source"), MOST_NAME), sender, line);
  }

  private static String firstOf(Fields fields, String... names) {
    for (String name : names) {
      String value = fields.get(name);
      if (value != null) {
        return value;
      }
    }
    return "";
  }

  private static long time(Fields fields, Instant now) {
    String text = firstOf(fields, "timestamp", "@timestamp", "time", "ts");
    Long micros = Fields.micros(text);
    if (micros == null) {
      micros = isoMicros(text);
    }
    return micros == null || outOfRange(micros) ? micros(now) : micros;
  }

  static @Nullable Long isoMicros(String text) {
    if (text.length() < 10 || text.length() > 40) {
      return null;
    }
    try {
      return micros(OffsetDateTime.parse(text.replace(' ', 'T')).toInstant());
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  static long micros(Instant time) {
    try {
      return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    } catch (ArithmeticException | DateTimeException e) {
      return Long.MIN_VALUE;
    }
  }

  static boolean outOfRange(long micros) {
    return micros < LogLine.MIN_TIME_MICROS || micros > LogLine.MAX_TIME_MICROS;
  }

  /** Syslog severities, Python's numbers, and words. */
  static int level(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "0", "emerg", "emergency", "panic" -> 0;
      case "1", "alert" -> 1;
      case "2", "50", "critical", "crit", "fatal" -> 2;
      case "3", "40", "error", "err" -> 3;
      case "4", "30", "warning", "warn" -> 4;
      case "5", "notice" -> 5;
      case "7", "10", "debug", "trace" -> 7;
      default -> INFO;
    };
  }

  private static RefusedException malformed() {
    return new RefusedException(DropCause.MALFORMED);
  }
}
