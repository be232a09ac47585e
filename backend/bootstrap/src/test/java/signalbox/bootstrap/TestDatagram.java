package signalbox.bootstrap;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.HexFormat;
import signalbox.domain.log.CanonicalLine;
import signalbox.domain.log.LineSignatures;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogLine;
import signalbox.presentation.shared.Json;

/** A line of a run's log on its way, as the SDK sends it. */
final class TestDatagram {
  private static final Json JSON = new Json();

  private TestDatagram() {}

  /** Whoever shares the signatures with another thread lets one in at a time. */
  static byte[] of(LogAttemptId attempt, LogLine line, LineSignatures signatures)
      throws IOException {
    CanonicalLine canonical = new CanonicalLine();
    canonical.put(line);
    byte[] mac = signatures.sign(canonical);
    return JSON.mapper()
        .writeValueAsBytes(
            JSON.mapper()
                .createObjectNode()
                .put("version", "1.1")
                .put("host", "test")
                .put("short_message", line.text())
                .put("timestamp", BigDecimal.valueOf(line.timeMicros(), 6))
                .put("level", line.level())
                .put("_run", attempt.log().toString())
                .put("_attempt", attempt.attempt())
                .put("_seq", line.seq())
                .put("_stream", line.stream().word())
                .put("_logger", line.logger())
                .put("_phase", line.phase())
                .put("_mac", HexFormat.of().formatHex(mac)));
  }
}
