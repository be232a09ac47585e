package signalbox.presentation.udp.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import signalbox.application.log.DropCause;
import signalbox.application.log.IntakeStatistics;
import signalbox.application.log.ReceivedLine;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogLine;

class DatagramDecoderTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final int CASES = 20_000;

  private final IntakeStatistics statistics = new IntakeStatistics();
  private final DatagramDecoder decoder = new DatagramDecoder(statistics);
  private Instant now = NOW;

  @Test
  void noBytesBreakIt() {
    byte[][] begins = {
      {},
      {'{'},
      {'<', '1', '3', '>'},
      {'<', '1', '3', '>', '1', ' '},
      {0x1f, (byte) 0x8b, 8},
      {0x78, (byte) 0x9c},
      {0x1e, 0x0f},
      {(byte) 0x80},
      {'{', '"'}
    };
    for (long seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      byte[] begin = begins[random.nextInt(begins.length)];
      byte[] bytes = new byte[begin.length + random.nextInt(60)];
      random.nextBytes(bytes);
      System.arraycopy(begin, 0, bytes, 0, begin.length);
      decodeAnything(bytes);
    }
  }

  @Test
  void noDamageToAMessageBreaksIt() {
    List<byte[]> good =
        GoldenDatagrams.samples().values().stream()
            .map(sample -> sample.get("datagrams"))
            .filter(List.class::isInstance)
            .flatMap(list -> ((List<?>) list).stream())
            .map(hex -> java.util.HexFormat.of().parseHex(String.valueOf(hex)))
            .toList();
    for (long seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      byte[] bytes = good.get(random.nextInt(good.size())).clone();
      for (int damages = random.nextInt(4); damages >= 0 && bytes.length > 0; damages--) {
        switch (random.nextInt(3)) {
          case 0 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
          case 1 -> bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
          default -> {
            int at = random.nextInt(bytes.length);
            System.arraycopy(bytes, 0, bytes, at, bytes.length - at);
          }
        }
      }
      decodeAnything(bytes);
    }
  }

  private void decodeAnything(byte[] bytes) {
    now = now.plusMillis(1);
    try {
      ReceivedLine line =
          decoder.decode(bytes, 0, bytes.length, InetAddress.getLoopbackAddress(), "a", now);
      if (line != null) {
        String text = line.line().text();
        assertThat(text.indexOf('\0')).isNegative();
        assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
            .isEqualTo(text);
      }
    } catch (RefusedException e) {
      assertThat(e.dropCause()).isNotNull();
    }
  }

  @Test
  void whatTheQuickReaderTakesTheGeneralOneReadsTheSame() {
    FlatJson quick = new FlatJson();
    int taken = 0;
    for (long seed = 0; seed < CASES; seed++) {
      byte[] json = json(new Random(seed)).getBytes(StandardCharsets.UTF_8);
      if (seed % 5 == 0) {
        json[new Random(seed).nextInt(json.length)] = (byte) new Random(~seed).nextInt(256);
      }
      Fields some = new Fields();
      if (quick.read(json, 0, json.length, some)) {
        taken++;
        Fields same = new Fields();
        assertThat(GeneralJson.read(json, 0, json.length, same))
            .as("seed %d: %s", seed, new String(json, StandardCharsets.UTF_8))
            .isTrue();
        assertThat(some.all()).as("seed %d", seed).isEqualTo(same.all());
      }
    }
    assertThat(taken).isGreaterThan(CASES / 3);
  }

  private static String json(Random random) {
    StringBuilder json = new StringBuilder("{");
    int fields = random.nextInt(6);
    for (int i = 0; i < fields; i++) {
      json.append(i == 0 ? "" : ",").append(space(random));
      json.append(random.nextInt(12) == 0 ? string(random) : "\"name" + random.nextInt(9) + '"');
      json.append(space(random)).append(':').append(space(random));
      switch (random.nextInt(12)) {
        case 0 -> json.append(random.nextInt());
        case 1 -> json.append(random.nextInt(1000)).append('.').append(random.nextInt(1_000_000));
        case 2 -> json.append("1e5");
        case 3 ->
            json.append(
                List.of("null", "true", "[1]", "{\"a\":2}", "01", "-", "1.")
                    .get(random.nextInt(7)));
        default -> json.append(string(random));
      }
      json.append(space(random));
    }
    return json.append('}').append(space(random)).toString();
  }

  private static String space(Random random) {
    return random.nextInt(6) == 0 ? List.of(" ", "\n", "\r\t").get(random.nextInt(3)) : "";
  }

  private static String string(Random random) {
    List<String> parts =
        List.of(
            "a",
            "_seq",
            "line 7",
            "ü",
            "🚂",
            "\\n",
            "\\\"",
            "\\\\",
            "\\/",
            "\\u00e9",
            "\\ud83d\\ude82",
            "\\ud800",
            "\\u0000",
            "\\t\\b\\f\\r",
            "<b>",
            "\u2028",
            "\\x",
            "\u0001");
    StringBuilder text = new StringBuilder("\"");
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(parts.get(random.nextInt(random.nextInt(8) == 0 ? parts.size() : 12)));
    }
    return text.append('"').toString();
  }

  @Test
  void readsTimesAsDecimalNumbers() {
    for (long seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      String number = (random.nextBoolean() ? "-" : "") + random.nextLong(10_000_000_000L);
      if (random.nextBoolean()) {
        StringBuilder digits = new StringBuilder(".");
        for (int i = random.nextInt(9); i >= 0; i--) {
          digits.append(random.nextInt(10));
        }
        number += digits;
      }
      Long plain = Fields.plainMicros(number);
      if (plain != null) {
        assertThat(plain).as(number).isEqualTo(Fields.decimalMicros(number));
      }
    }
    assertThat(Fields.micros("1767225600.123456")).isEqualTo(1_767_225_600_123_456L);
    assertThat(Fields.micros("-0.000001")).isEqualTo(-1);
    assertThat(Fields.micros("1.5E3")).isEqualTo(1_500_000_000L);
    assertThat(Fields.micros("0.1234569")).isEqualTo(123_456);
    for (String none : List.of("", "-", ".", "a", "1e999999999", "NaN", "9".repeat(30))) {
      assertThat(Fields.micros(none)).as(none).isNull();
    }
  }

  @Test
  void everyLineComesBackAsItWasWritten() throws RefusedException {
    LogAttemptId attempt = new LogAttemptId(new LogId(UUID.randomUUID()), 3);
    byte[] key = new byte[32];
    for (long seed = 0; seed < 3_000; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        text.appendCodePoint(codePoint(random));
      }
      LogLine line =
          new LogLine(
              1 + random.nextLong(1L << 50),
              random.nextLong(LogLine.MIN_TIME_MICROS, LogLine.MAX_TIME_MICROS),
              random.nextInt(8),
              LineStream.of(random.nextInt(3)),
              random.nextBoolean() ? "" : "logger-ü",
              random.nextBoolean() ? "" : "training",
              text.toString(),
              null,
              random.nextBoolean() ? 0 : 1 + random.nextLong(1L << 40));
      byte[] plain = GoldenDatagrams.utf8(GoldenDatagrams.gelf(attempt, key, line));
      byte[] bytes =
          switch (random.nextInt(3)) {
            case 0 -> GoldenDatagrams.gzip(plain);
            case 1 -> GoldenDatagrams.zlib(plain);
            default -> plain;
          };
      ReceivedLine read = null;
      if (random.nextInt(4) == 0) {
        List<byte[]> chunks =
            new java.util.ArrayList<>(
                GoldenDatagrams.chunks(bytes, 1 + random.nextInt(9), random.nextLong()));
        java.util.Collections.shuffle(chunks, random);
        for (byte[] chunk : chunks) {
          read = decode(chunk);
        }
      } else {
        read = decode(bytes);
      }
      assertThat(read).as("seed %d", seed).isInstanceOf(ReceivedLine.OfRun.class);
      assertThat(read == null ? null : read.line()).as("seed %d", seed).isEqualTo(line);
    }
  }

  private static int codePoint(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> "\n\r\t\"\\/\u001b\u0001\u007f".charAt(random.nextInt(9));
      case 1 -> 0x80 + random.nextInt(0x700);
      case 2 -> 0xe000 + random.nextInt(0x1fff);
      case 3 -> 0x10000 + random.nextInt(0xfffff);
      default -> ' ' + random.nextInt(90);
    };
  }

  @Test
  void nulCannotBeStoredAndIsKeptBeside() throws RefusedException {
    ReceivedLine line = decode(GoldenDatagrams.utf8("{\"message\":\"a\\u0000b\\ud800\"}"));
    assertThat(line == null ? null : line.line().text()).isEqualTo("a\ufffdb\ufffd");
    assertThat(line == null ? null : line.line().raw())
        .isEqualTo(GoldenDatagrams.utf8("a\0b\ufffd"));
  }

  @Test
  void anIncompleteSetOfChunksIsDroppedInTime() throws RefusedException {
    byte[] message = GoldenDatagrams.utf8("{\"message\":\"" + "x".repeat(100) + "\"}");
    List<byte[]> chunks = GoldenDatagrams.chunks(message, 2, 7);
    assertThat(decode(chunks.get(0))).isNull();
    now = now.plus(ChunkSets.TIMEOUT);
    assertThat(decode(chunks.get(1))).isNull();
    assertThat(statistics.droppedBy(DropCause.CHUNK_TIMEOUT)).isEqualTo(1);
    assertThat(decode(chunks.get(0))).isNotNull();
  }

  @Test
  void onlySoManySetsOfChunksAreOpen() throws RefusedException {
    for (int id = 0; id < ChunkSets.MOST_SETS; id++) {
      assertThat(decode(GoldenDatagrams.chunks(new byte[20], 2, id).get(0))).isNull();
    }
    assertRefused(DropCause.CHUNK_LIMIT, GoldenDatagrams.chunks(new byte[20], 2, -1).get(0));
    now = now.plus(ChunkSets.TIMEOUT);
    assertThat(decode(GoldenDatagrams.chunks(new byte[20], 2, -1).get(0))).isNull();
    assertThat(statistics.droppedBy(DropCause.CHUNK_TIMEOUT)).isEqualTo(ChunkSets.MOST_SETS);
  }

  @Test
  void aJoinedMessageIsBounded() throws RefusedException {
    List<byte[]> chunks = GoldenDatagrams.chunks(new byte[DatagramDecoder.MOST_BYTES + 100], 20, 1);
    for (byte[] chunk : chunks.subList(0, 19)) {
      assertThat(decode(chunk)).isNull();
    }
    assertRefused(DropCause.OVERSIZED, chunks.get(19));
  }

  @Test
  void theChunksOfTwoSendersAreNotMixed() throws RefusedException {
    byte[] message = GoldenDatagrams.utf8("{\"message\":\"hello\"}");
    List<byte[]> chunks = GoldenDatagrams.chunks(message, 2, 7);
    InetAddress here = InetAddress.getLoopbackAddress();
    assertThat(decoder.decode(chunks.get(0), 0, chunks.get(0).length, here, "a", now)).isNull();
    assertThat(decoder.decode(chunks.get(1), 0, chunks.get(1).length, here, "b", now)).isNull();
    assertThat(decoder.decode(chunks.get(1), 0, chunks.get(1).length, here, "a", now)).isNotNull();
  }

  private @org.jspecify.annotations.Nullable ReceivedLine decode(byte[] bytes)
      throws RefusedException {
    return decoder.decode(bytes, 0, bytes.length, InetAddress.getLoopbackAddress(), "a", now);
  }

  private void assertRefused(DropCause cause, byte[] bytes) {
    try {
      decode(bytes);
      throw new AssertionError("It was taken");
    } catch (RefusedException e) {
      assertThat(e.dropCause()).isEqualTo(cause);
    }
  }
}
