package signalbox.presentation.udp.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import signalbox.application.log.IntakeStatistics;
import signalbox.application.log.ReceivedLine;
import signalbox.domain.log.CanonicalLine;
import signalbox.domain.log.LineSignatures;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogKeys;
import signalbox.domain.log.LogLine;
import signalbox.domain.log.RollingHash;

/**
 * Every sample in {@code contracts/golden/log} is read as it says. {@code
 * -Dsignalbox.golden.write=true} writes samples that are missing; it never changes one that is
 * there.
 */
class GoldenDatagramsTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void everySampleIsStillReadTheSame() throws IOException {
    if (Boolean.getBoolean("signalbox.golden.write")) {
      GoldenDatagrams.write();
    }
    Set<String> replayed = new TreeSet<>();
    try (var files = Files.newDirectoryStream(GoldenDatagrams.FOLDER, "*.json")) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName()).replace(".json", "");
        JsonNode sample = GoldenDatagrams.MAPPER.readTree(Files.readString(file));
        if (name.equals("rolling-hash")) {
          replayHash(sample);
        } else {
          replay(name, sample);
        }
        replayed.add(name);
      }
    }
    assertThat(replayed).containsAll(GoldenDatagrams.samples().keySet());
  }

  private static void replay(String name, JsonNode sample) throws IOException {
    String outcome = sample.path("outcome").asText();
    DatagramDecoder decoder = new DatagramDecoder(new IntakeStatistics());
    ReceivedLine received = null;
    String refused = "";
    for (JsonNode hex : sample.path("datagrams")) {
      byte[] datagram = HEX.parseHex(hex.asText());
      // Among other bytes, as it lies in the receiver's array.
      byte[] around = new byte[datagram.length + 20];
      System.arraycopy(datagram, 0, around, 10, datagram.length);
      try {
        ReceivedLine line =
            decoder.decode(
                around, 10, datagram.length, InetAddress.getLoopbackAddress(), "sender", NOW);
        received = line == null ? received : line;
      } catch (RefusedException e) {
        refused = e.dropCause().word();
      }
    }
    switch (outcome) {
      case "run" -> {
        assertThat(refused).as(name).isEmpty();
        assertRun(name, sample, received, true);
      }
      case "forged" -> assertRun(name, sample, received, false);
      case "source" -> assertSource(name, sample, received);
      default -> {
        assertThat(refused).as(name).isEqualTo(outcome);
        assertThat(received).as(name).isNull();
      }
    }
  }

  private static void assertRun(
      String name, JsonNode sample, @Nullable ReceivedLine received, boolean genuine)
      throws IOException {
    assertThat(received).as(name).isInstanceOf(ReceivedLine.OfRun.class);
    if (!(received instanceof ReceivedLine.OfRun of)) {
      return;
    }
    LogAttemptId attempt = attempt(sample);
    assertThat(of.attempt()).as(name).isEqualTo(attempt);
    assertThat(HEX.formatHex(of.signature())).as(name).isEqualTo(sample.path("mac").asText());
    CanonicalLine canonical = new CanonicalLine();
    canonical.put(of.line());
    assertThat(new LineSignatures(attempt, key(sample)).valid(canonical, of.signature()))
        .as(name)
        .isEqualTo(genuine);
    if (genuine) {
      assertThat(of.line()).as(name).isEqualTo(line(sample.path("line")));
      assertThat(HEX.formatHex(CanonicalLine.bytes(of.line())))
          .as(name)
          .isEqualTo(sample.path("canonical").asText());
    }
  }

  private static void assertSource(String name, JsonNode sample, @Nullable ReceivedLine received) {
    assertThat(received).as(name).isInstanceOf(ReceivedLine.OfSource.class);
    if (received instanceof ReceivedLine.OfSource of) {
      JsonNode line = sample.path("line");
      assertThat(of.host()).as(name).isEqualTo(sample.path("host").asText());
      assertThat(of.line().text()).as(name).isEqualTo(line.path("text").asText());
      assertThat(of.line().level()).as(name).isEqualTo(line.path("level").asInt());
      assertThat(of.line().logger()).as(name).isEqualTo(line.path("logger").asText());
      assertThat(of.line().timeMicros())
          .as(name)
          .isEqualTo(
              line.path("timeMicros").isNull()
                  ? NOW.toEpochMilli() * 1_000
                  : line.path("timeMicros").asLong());
    }
  }

  private static void replayHash(JsonNode sample) throws IOException {
    RollingHash hash = new RollingHash();
    assertThat(hash.hex()).isEqualTo(sample.path("hashOfNone").asText());
    for (JsonNode step : sample.path("lines")) {
      LogLine line = line(step.path("line"));
      hash.add(line);
      assertThat(hash.hex()).isEqualTo(step.path("hash").asText());
      assertThat(HEX.formatHex(CanonicalLine.bytes(line)))
          .isEqualTo(step.path("canonical").asText());
      assertThat(GoldenDatagrams.mac(attempt(sample), key(sample), line))
          .isEqualTo(step.path("mac").asText());
    }
  }

  private static LogAttemptId attempt(JsonNode sample) {
    return new LogAttemptId(
        new LogId(UUID.fromString(sample.path("run").asText())), sample.path("attempt").asInt());
  }

  /** Derived, and the same as the sample has. */
  private static byte[] key(JsonNode sample) {
    byte[] key =
        LogKeys.attemptKey(
            HEX.parseHex(sample.path("runKey").asText()), sample.path("attempt").asInt());
    assertThat(HEX.formatHex(key)).isEqualTo(sample.path("attemptKey").asText());
    return key;
  }

  private static LogLine line(JsonNode fields) throws IOException {
    return new LogLine(
        fields.path("seq").asLong(),
        fields.path("timeMicros").asLong(),
        fields.path("level").asInt(),
        signalbox.domain.log.LineStream.ofWord(fields.path("stream").asText()).orElseThrow(),
        fields.path("logger").asText(),
        fields.path("phase").asText(),
        fields.path("text").asText(),
        fields.path("raw").isNull() ? null : fields.path("raw").binaryValue(),
        fields.path("cut").asLong());
  }
}
