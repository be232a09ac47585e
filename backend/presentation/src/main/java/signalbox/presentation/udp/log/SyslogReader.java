package signalbox.presentation.udp.log;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import signalbox.application.log.DropCause;
import signalbox.application.log.ReceivedLine;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogLine;

/** RFC 5424, RFC 3164, and a bare priority with a text. Used by one thread. */
final class SyslogReader {
  private static final int MOST_PRIORITY = 191;
  private static final int MOST_NAME = 500;
  private static final String OURS = "signalbox@32473";
  private static final Pattern HEADER_3164 =
      Pattern.compile(
          "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ 0-9]\\d \\d\\d:\\d\\d:\\d\\d"
              + " (\\S{1,255}) ([^\\s:\\[]{1,48})(?:\\[[^\\]]{0,128}])?: ?");

  /** No header of RFC 3164 is longer. */
  private static final int HEADER_BYTES = 500;

  private final GelfReader gelf;

  SyslogReader(GelfReader gelf) {
    this.gelf = gelf;
  }

  ReceivedLine read(byte[] bytes, int offset, int length, InetAddress sender, Instant now)
      throws RefusedException {
    int end = offset + length;
    int at = offset + 1;
    int priority = 0;
    while (at < end && at < offset + 4 && bytes[at] >= '0' && bytes[at] <= '9') {
      priority = priority * 10 + (bytes[at++] - '0');
    }
    if (at == offset + 1 || at >= end || bytes[at] != '>' || priority > MOST_PRIORITY) {
      throw malformed();
    }
    at++;
    // Python ends every message with NUL, others with a line feed.
    if (end > at && bytes[end - 1] == 0) {
      end--;
    }
    Modern modern = new Modern(bytes, at, end);
    if (modern.read()) {
      return modern.isOurs()
          ? ofRun(modern, priority & 7)
          : new ReceivedLine.OfSource(
              name(modern.host),
              sender,
              line(
                  modern.micros,
                  priority & 7,
                  name(modern.application),
                  text(bytes, modern.at, end, true),
                  now));
    }
    String head =
        new String(bytes, at, Math.min(HEADER_BYTES, end - at), StandardCharsets.ISO_8859_1);
    Matcher old = HEADER_3164.matcher(head);
    if (old.lookingAt()) {
      return new ReceivedLine.OfSource(
          name(utf8(old.group(1))),
          sender,
          line(
              null,
              priority & 7,
              name(utf8(old.group(2))),
              text(bytes, at + old.end(), end, true),
              now));
    }
    return new ReceivedLine.OfSource(
        "", sender, line(null, priority & 7, "", text(bytes, at, end, true), now));
  }

  private ReceivedLine ofRun(Modern message, int level) throws RefusedException {
    Long micros = message.micros;
    if (micros == null || GelfReader.outOfRange(micros)) {
      throw malformed();
    }
    message.ours.put("level", Integer.toString(level));
    return gelf.ofRun(message.ours, micros, text(message.bytes, message.at, message.end, false));
  }

  private static LogLine line(
      @Nullable Long micros, int level, String logger, Texts.Text text, Instant now) {
    long time = micros == null || GelfReader.outOfRange(micros) ? GelfReader.micros(now) : micros;
    return new LogLine(0, time, level, LineStream.LOG, logger, "", text.text(), text.raw(), 0);
  }

  private static Texts.Text text(byte[] bytes, int from, int to, boolean trim)
      throws RefusedException {
    int end = to;
    while (trim && end > from && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
      end--;
    }
    return Texts.of(Arrays.copyOfRange(bytes, from, end));
  }

  private static String utf8(String latin) {
    return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static String name(String text) {
    return text.equals("-") ? "" : Texts.name(text, MOST_NAME);
  }

  private static RefusedException malformed() {
    return new RefusedException(DropCause.MALFORMED);
  }

  /** {@code 1 TIME HOST APPLICATION PROCESS MESSAGE-ID [structured data] text}. */
  private static final class Modern {
    private final byte[] bytes;
    private final int end;
    private final Fields ours = new Fields();
    private boolean found;
    private int at;
    private String host = "";
    private String application = "";
    private @Nullable Long micros;

    Modern(byte[] bytes, int from, int end) {
      this.bytes = bytes;
      this.at = from;
      this.end = end;
    }

    boolean isOurs() {
      return found;
    }

    /** Where it succeeds, {@code at} is where the text begins. */
    boolean read() {
      if (end - at < 2 || bytes[at] != '1' || bytes[at + 1] != ' ') {
        return false;
      }
      at += 2;
      String time = word();
      String named = word();
      String program = word();
      if (time == null || named == null || program == null || word() == null || word() == null) {
        return false;
      }
      micros = GelfReader.isoMicros(time);
      if (micros == null && !time.equals("-")) {
        return false;
      }
      host = named;
      application = program;
      if (!structuredData()) {
        return false;
      }
      if (at < end && bytes[at] == ' ') {
        at++;
      } else if (at < end) {
        return false;
      }
      if (end - at >= 3
          && bytes[at] == (byte) 0xef
          && bytes[at + 1] == (byte) 0xbb
          && bytes[at + 2] == (byte) 0xbf) {
        at += 3;
      }
      return true;
    }

    private @Nullable String word() {
      int from = at;
      while (at < end && bytes[at] != ' ') {
        at++;
      }
      if (at == from || at == end) {
        return null;
      }
      return new String(bytes, from, at++ - from, StandardCharsets.UTF_8);
    }

    private boolean structuredData() {
      if (at < end && bytes[at] == '-') {
        at++;
        return true;
      }
      boolean any = false;
      while (at < end && bytes[at] == '[') {
        at++;
        String id = name();
        boolean mine = id.equals(OURS);
        found |= mine;
        while (at < end && bytes[at] == ' ') {
          at++;
          String key = name();
          if (key.isEmpty() || end - at < 2 || bytes[at] != '=' || bytes[at + 1] != '"') {
            return false;
          }
          at += 2;
          String value = value();
          if (value == null) {
            return false;
          }
          if (mine) {
            ours.put("_" + key, value);
          }
        }
        if (at >= end || bytes[at] != ']') {
          return false;
        }
        at++;
        any = true;
      }
      return any;
    }

    private String name() {
      int from = at;
      while (at < end
          && bytes[at] > ' '
          && bytes[at] != '='
          && bytes[at] != ']'
          && bytes[at] != '"') {
        at++;
      }
      return new String(bytes, from, at - from, StandardCharsets.UTF_8);
    }

    private @Nullable String value() {
      java.io.ByteArrayOutputStream value = new java.io.ByteArrayOutputStream();
      while (at < end) {
        byte b = bytes[at++];
        if (b == '"') {
          return value.toString(StandardCharsets.UTF_8);
        }
        if (b == '\\' && at < end && (bytes[at] == '"' || bytes[at] == '\\' || bytes[at] == ']')) {
          b = bytes[at++];
        }
        value.write(b);
      }
      return null;
    }
  }
}
