package signalbox.presentation.udp.log;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import signalbox.domain.log.CanonicalLine;
import signalbox.domain.log.LineSignatures;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogKeys;
import signalbox.domain.log.LogLine;
import signalbox.domain.log.RollingHash;
import signalbox.domain.run.RunId;

/** The samples in {@code contracts/golden/log}, as they were made. */
final class GoldenDatagrams {
  static final Path FOLDER =
      Path.of(System.getProperty("signalbox.root", "../.."), "contracts/golden/log");
  static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static final HexFormat HEX = HexFormat.of();
  private static final RunId RUN =
      new RunId(UUID.fromString("019b7a5e-0000-7000-8000-000000000001"));
  private static final int ATTEMPT = 2;
  private static final byte[] RUN_KEY = HEX.parseHex("000102030405060708090a0b0c0d0e0f".repeat(2));
  private static final byte[] KEY = LogKeys.attemptKey(RUN_KEY, ATTEMPT);
  private static final LogAttemptId ID = new LogAttemptId(LogId.of(RUN), ATTEMPT);
  private static final long TIME = 1_767_225_600_123_456L;

  private GoldenDatagrams() {}

  /** Writes samples that are missing; never changes one that is there. */
  static void write() throws IOException {
    Files.createDirectories(FOLDER);
    for (Map.Entry<String, Map<String, Object>> sample : samples().entrySet()) {
      Path file = FOLDER.resolve(sample.getKey() + ".json");
      if (!Files.exists(file)) {
        Files.writeString(file, MAPPER.writeValueAsString(sample.getValue()) + "\n");
      }
    }
  }

  static Map<String, Map<String, Object>> samples() {
    Map<String, Map<String, Object>> all = new LinkedHashMap<>();
    LogLine plain = line(7, "epoch 3: loss=0.25");
    all.put("gelf-plain", ofRun("A line as the SDK sends it.", plain, gelf(plain)));
    LogLine bare = new LogLine(1, TIME, 6, LineStream.STDOUT, "", "", "", null, 0);
    all.put("gelf-minimal", ofRun("No logger, no phase, an empty text.", bare, gelf(bare)));
    LogLine trace =
        new LogLine(
            8,
            TIME + 1,
            3,
            LineStream.LOG,
            "signalbox_ml.tabular.«größe»",
            "training",
            "Traceback (most recent call last):\n\tFile \"C:\\x.py\", line 3\r\nValueError: "
                + "\u001b[31mü→🚂\u001b[0m <b>&amp;</b> \u202eabc\u2028\u0085\b\f/",
            null,
            0);
    all.put("gelf-stack-trace", ofRun("Several lines and odd characters.", trace, gelf(trace)));
    all.put(
        "gelf-ascii",
        ofRun("The same with every other character escaped.", trace, ascii(gelf(trace))));
    byte[] raw = HEX.parseHex("6100ff62e282c3a9f09f9a82");
    LogLine odd =
        new LogLine(
            9, TIME + 2, 4, LineStream.STDERR, "", "training", "a\ufffd\ufffdb\ufffdé🚂", raw, 0);
    all.put("gelf-raw", ofRun("Bytes that are no text: NUL, invalid UTF-8.", odd, gelf(odd)));
    LogLine cut =
        new LogLine(
            10, TIME + 3, 7, LineStream.LOG, "root", "loading", "x".repeat(300), null, 1_000_000);
    all.put("gelf-cut", ofRun("A text that was cut.", cut, gelf(cut)));
    LogLine old =
        new LogLine(11, -1_500_000, 2, LineStream.LOG, "root", "", "before 1970", null, 0);
    all.put("gelf-before-1970", ofRun("A clock that is wrong.", old, gelf(old)));
    all.put(
        "gelf-strings",
        ofRun(
            "Numbers as strings, other fields beside them, spaces between.",
            plain,
            gelf(plain)
                .replace("\"_seq\":7", "\"_seq\" : \"7\" ")
                .replace("\"_attempt\":2", "\"_attempt\": \"2\"")
                .replace("\"level\":6", "\"level\": 6,\n \"_extra\": {\"a\": [1, null, true]}")));
    all.put("gelf-gzip", ofRun("gzip.", trace, gzip(utf8(gelf(trace)))));
    all.put("gelf-zlib", ofRun("zlib.", trace, zlib(utf8(gelf(trace)))));
    List<byte[]> chunks = chunks(utf8(gelf(cut)), 3, 0x1122334455667788L);
    all.put(
        "gelf-chunked",
        ofRun(
            "Three chunks out of order, one of them twice.",
            cut,
            chunks.get(2),
            chunks.get(0),
            chunks.get(2),
            chunks.get(1)));
    all.put(
        "gelf-chunked-zlib",
        ofRun(
            "Two chunks of a zlib stream.",
            trace,
            chunks(zlib(utf8(gelf(trace))), 2, -1L).toArray(byte[][]::new)));
    all.put("rfc5424-run", ofRun("A run's line as syslog.", plain, syslog(plain)));
    LogLine quoted =
        new LogLine(12, TIME + 4, 4, LineStream.LOG, "a\"b\\c]d", "", "[x] = \"ü\"\nnext", null, 0);
    all.put("rfc5424-run-escapes", ofRun("Escapes in structured data.", quoted, syslog(quoted)));
    Map<String, Object> forged =
        ofRun(
            "The text is not the one that was signed.", plain, gelf(plain).replace("0.25", "0.5"));
    forged.put("outcome", "forged");
    forged.remove("line");
    forged.remove("canonical");
    all.put("gelf-forged", forged);

    all.put(
        "gelf-source",
        ofSource(
            "GELF of somebody without a run.",
            "db1",
            sourceLine(1_767_225_600_500_000L, 4, "", "disk almost full"),
            "{\"version\":\"1.1\",\"host\":\"db1\",\"short_message\":\"disk almost full\","
                + "\"timestamp\":1767225600.5,\"level\":4,\"_disk\":\"sda\"}"));
    all.put(
        "gelf-source-full-message",
        ofSource(
            "A short and a full message.",
            "db1",
            sourceLine(1_767_225_600_000_000L, 6, "app", "it failed\nbecause"),
            "{\"version\":\"1.1\",\"host\":\"db1\",\"short_message\":\"it failed\","
                + "\"full_message\":\"it failed\\nbecause\",\"timestamp\":1767225600,"
                + "\"_logger\":\"app\"}"));
    all.put(
        "json-line",
        ofSource(
            "Any JSON object with a message.",
            "web-3",
            sourceLine(1_767_225_600_250_000L, 3, "http", "no route"),
            "{\"message\":\"no route\",\"level\":\"ERROR\",\"logger\":\"http\",\"host\":\"web-3\","
                + "\"time\":\"2026-01-01T01:00:00.25+01:00\",\"status\":404}"));
    all.put(
        "rfc5424-source",
        ofSource(
            "RFC 5424 with foreign structured data and a byte order mark.",
            "mymachine.example.com",
            sourceLine(1_767_225_600_003_000L, 5, "evntslog", "An application event"),
            "<165>1 2026-01-01T00:00:00.003Z mymachine.example.com evntslog - ID47 "
                + "[exampleSDID@32473 iut=\"3\" a=\"x\\]y\"] \ufeffAn application event"));
    all.put(
        "rfc3164",
        ofSource(
            "RFC 3164: its time has neither year nor zone, so that of the receipt counts.",
            "mymachine",
            sourceLine(null, 2, "su", "'su root' failed for lonvick on /dev/pts/8"),
            "<34>Oct 11 22:14:15 mymachine su[123]: 'su root' failed for lonvick on /dev/pts/8"));
    all.put(
        "bare-priority",
        ofSource(
            "What Python's SysLogHandler sends, with its NUL at the end.",
            "",
            sourceLine(null, 4, "", "1 disk left: größe"),
            "<12>1 disk left: größe\u0000"));

    all.put("pickle", refused("pickle", HEX.parseHex("0000002a80047d94")));
    all.put("pickle-bare", refused("pickle", HEX.parseHex("80047d942e")));
    all.put("empty", refused("malformed", new byte[0]));
    all.put("unknown-format", refused("malformed", utf8("hello")));
    all.put("json-broken", refused("malformed", utf8("{\"version\":\"1.1\",\"host\":")));
    all.put("json-without-message", refused("malformed", utf8("{\"host\":\"a\"}")));
    all.put(
        "gelf-number-zero",
        refused("malformed", utf8(gelf(plain).replace("\"_seq\":7", "\"_seq\":0"))));
    all.put(
        "gelf-without-signature",
        refused("malformed", utf8(gelf(plain).replaceFirst(",\"_mac\":\"[0-9a-f]+\"", ""))));
    all.put("gzip-broken", refused("malformed", HEX.parseHex("1f8b0800aabbccdd")));
    all.put("chunk-without-count", refused("malformed", HEX.parseHex("1e0f11223344556677880000")));
    all.put("chunk-too-many", refused("malformed", HEX.parseHex("1e0f11223344556677880081")));
    all.put("zlib-bomb", refused("oversized", zlib(new byte[1024 * 1024 + 1])));
    LogLine large =
        new LogLine(
            13, TIME, 6, LineStream.LOG, "", "", "x".repeat(LogLine.MAX_TEXT_BYTES + 1), null, 0);
    all.put("text-too-long", refused("oversized", zlib(utf8(gelf(large)))));

    all.put(
        "rolling-hash", rollingHash(List.of(line(1, "one"), line(2, ""), odd3(), line(4, "ü"))));
    return all;
  }

  private static LogLine odd3() {
    return new LogLine(
        3, TIME + 3, 3, LineStream.STDERR, "l", "p", "\ufffd", new byte[] {(byte) 0xff}, 5);
  }

  private static Map<String, Object> rollingHash(List<LogLine> lines) {
    Map<String, Object> sample = new LinkedHashMap<>();
    sample.put("says", "The hash after each line, from 32 zero bytes on.");
    identity(sample);
    RollingHash hash = new RollingHash();
    sample.put("hashOfNone", hash.hex());
    List<Object> steps = new ArrayList<>();
    for (LogLine line : lines) {
      hash.add(line);
      Map<String, Object> step = new LinkedHashMap<>();
      step.put("line", fields(line));
      step.put("canonical", HEX.formatHex(CanonicalLine.bytes(line)));
      step.put("mac", mac(line));
      step.put("hash", hash.hex());
      steps.add(step);
    }
    sample.put("lines", steps);
    return sample;
  }

  private static void identity(Map<String, Object> sample) {
    sample.put("run", RUN.toString());
    sample.put("attempt", ATTEMPT);
    sample.put("runKey", HEX.formatHex(RUN_KEY));
    sample.put("attemptKey", HEX.formatHex(KEY));
  }

  private static Map<String, Object> ofRun(String says, LogLine line, String datagram) {
    return ofRun(says, line, utf8(datagram));
  }

  private static Map<String, Object> ofRun(String says, LogLine line, byte[]... datagrams) {
    Map<String, Object> sample = new LinkedHashMap<>();
    sample.put("says", says);
    sample.put("outcome", "run");
    datagrams(sample, datagrams);
    identity(sample);
    sample.put("line", fields(line));
    sample.put("canonical", HEX.formatHex(CanonicalLine.bytes(line)));
    sample.put("mac", mac(line));
    return sample;
  }

  private static Map<String, Object> ofSource(
      String says, String host, Map<String, Object> line, String datagram) {
    Map<String, Object> sample = new LinkedHashMap<>();
    sample.put("says", says);
    sample.put("outcome", "source");
    datagrams(sample, utf8(datagram));
    sample.put("host", host);
    sample.put("line", line);
    return sample;
  }

  private static Map<String, Object> refused(String cause, byte[]... datagrams) {
    Map<String, Object> sample = new LinkedHashMap<>();
    sample.put("says", "Dropped and counted as " + cause + ".");
    sample.put("outcome", cause);
    datagrams(sample, datagrams);
    return sample;
  }

  private static void datagrams(Map<String, Object> sample, byte[]... datagrams) {
    sample.put("datagrams", List.of(datagrams).stream().map(HEX::formatHex).toList());
    if (datagrams.length == 1 && datagrams[0].length > 0 && "{<".indexOf(datagrams[0][0]) >= 0) {
      sample.put("datagramText", new String(datagrams[0], StandardCharsets.UTF_8));
    }
  }

  private static LogLine line(long seq, String text) {
    return new LogLine(
        seq, TIME + seq, 6, LineStream.LOG, "signalbox_ml.tabular", "training", text, null, 0);
  }

  private static Map<String, Object> sourceLine(
      @Nullable Long timeMicros, int level, String logger, String text) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("timeMicros", timeMicros);
    fields.put("level", level);
    fields.put("logger", logger);
    fields.put("text", text);
    return fields;
  }

  private static Map<String, Object> fields(LogLine line) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("seq", line.seq());
    fields.put("timeMicros", line.timeMicros());
    fields.put("level", line.level());
    fields.put("stream", line.stream().word());
    fields.put("logger", line.logger());
    fields.put("phase", line.phase());
    fields.put("text", line.text());
    byte[] raw = line.raw();
    fields.put("raw", raw == null ? null : Base64.getEncoder().encodeToString(raw));
    fields.put("cut", line.cut());
    return fields;
  }

  private static String mac(LogLine line) {
    return mac(ID, KEY, line);
  }

  static String mac(LogAttemptId id, byte[] key, LogLine line) {
    CanonicalLine canonical = new CanonicalLine();
    canonical.put(line);
    return HEX.formatHex(new LineSignatures(id, key).sign(canonical));
  }

  private static String gelf(LogLine line) {
    return gelf(ID, KEY, line);
  }

  /** A line as the SDK writes it: no spaces, what is absent left out. */
  static String gelf(LogAttemptId id, byte[] key, LogLine line) {
    StringBuilder json = new StringBuilder("{\"version\":\"1.1\",\"host\":\"tabular-1\"");
    json.append(",\"short_message\":").append(quoted(line.text()));
    json.append(",\"timestamp\":").append(decimal(line.timeMicros()));
    json.append(",\"level\":").append(line.level());
    json.append(",\"_run\":\"").append(id.log()).append('"');
    json.append(",\"_attempt\":").append(id.attempt());
    json.append(",\"_seq\":").append(line.seq());
    json.append(",\"_stream\":\"").append(line.stream().word()).append('"');
    if (!line.logger().isEmpty()) {
      json.append(",\"_logger\":").append(quoted(line.logger()));
    }
    if (!line.phase().isEmpty()) {
      json.append(",\"_phase\":").append(quoted(line.phase()));
    }
    byte[] raw = line.raw();
    if (raw != null) {
      json.append(",\"_raw\":\"").append(Base64.getEncoder().encodeToString(raw)).append('"');
    }
    if (line.cut() > 0) {
      json.append(",\"_cut\":").append(line.cut());
    }
    return json.append(",\"_mac\":\"").append(mac(id, key, line)).append("\"}").toString();
  }

  static String syslog(LogLine line) {
    StringBuilder text = new StringBuilder();
    text.append('<').append(8 + line.level()).append(">1 2026-01-01T00:00:00.");
    text.append(String.format(java.util.Locale.ROOT, "%06d", line.timeMicros() % 1_000_000));
    text.append("Z tabular-1 signalbox - - [signalbox@32473 run=\"").append(RUN);
    text.append("\" attempt=\"").append(ATTEMPT).append("\" seq=\"").append(line.seq());
    text.append("\" stream=\"").append(line.stream().word());
    text.append("\" logger=\"").append(parameter(line.logger())).append('"');
    if (!line.phase().isEmpty()) {
      text.append(" phase=\"").append(parameter(line.phase())).append('"');
    }
    return text.append(" mac=\"").append(mac(line)).append("\"] ").append(line.text()).toString();
  }

  private static String parameter(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("]", "\\]");
  }

  private static String decimal(long micros) {
    return new java.math.BigDecimal(java.math.BigInteger.valueOf(micros), 6).toPlainString();
  }

  private static String quoted(String text) {
    try {
      return MAPPER.writeValueAsString(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String ascii(String json) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c < 0x80) {
        text.append(c);
      } else {
        text.append("\\u").append(HexFormat.of().toHexDigits(c));
      }
    }
    return text.toString();
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static byte[] zlib(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream zlib = new DeflaterOutputStream(out)) {
      zlib.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static List<byte[]> chunks(byte[] message, int count, long id) {
    List<byte[]> chunks = new ArrayList<>();
    int size = (message.length + count - 1) / count;
    for (int index = 0; index < count; index++) {
      int from = index * size;
      int length = Math.min(size, message.length - from);
      chunks.add(
          ByteBuffer.allocate(12 + length)
              .put((byte) 0x1e)
              .put((byte) 0x0f)
              .putLong(id)
              .put((byte) index)
              .put((byte) count)
              .put(message, from, length)
              .array());
    }
    return chunks;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
