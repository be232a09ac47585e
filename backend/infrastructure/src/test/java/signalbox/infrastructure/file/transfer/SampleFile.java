package signalbox.infrastructure.file.transfer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.event.MetricsReported;
import signalbox.application.log.LogLedger;
import signalbox.application.transfer.ListedObject;
import signalbox.application.transfer.ObjectNames;
import signalbox.application.transfer.ProjectFileHeader;
import signalbox.application.transfer.ProjectFileManifest;
import signalbox.application.transfer.ProjectFileWriter;
import signalbox.domain.log.LevelCounts;
import signalbox.domain.log.LineRange;
import signalbox.domain.log.LineRanges;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogAttempt;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogLine;
import signalbox.domain.log.LogTotals;
import signalbox.domain.log.RollingHash;
import signalbox.domain.log.Seal;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;
import signalbox.domain.transfer.TransferCounts;

/** A small file with one of everything. */
final class SampleFile {
  static final Instant EXPORTED = Instant.parse("2026-11-30T12:34:56.789Z");
  static final RunId RUN = new RunId(UUID.fromString("019a4f6e-5d5c-7c3a-8f00-3b1d5a7c9e21"));
  static final LogAttemptId LOG = new LogAttemptId(LogId.of(RUN), 1);
  static final ProjectFileHeader HEADER =
      new ProjectFileHeader(
          "1.2.3",
          EXPORTED,
          new ProjectId(UUID.fromString("019a4f6e-0000-7c3a-8f00-000000000001")),
          "Tariffs «ü»");

  static final byte[] TABLE = "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8);
  static final byte[] SAMPLE = new byte[700];
  static final ListedObject TABLE_OBJECT =
      new ListedObject(ObjectNames.of("datasets/a"), "text/csv", sha256(TABLE));
  static final ListedObject SAMPLE_OBJECT =
      new ListedObject(ObjectNames.of("datasets/a.sample"), "application/octet-stream", null);

  /** Announced, and not in the file. */
  static final ListedObject MISSING =
      new ListedObject("objects/" + "f".repeat(32), "text/plain", sha256(new byte[] {1}));

  static final MetricsReported EVENT =
      new MetricsReported(
          RUN,
          1,
          3,
          List.of(
              new MetricsReported.Point("loss", "loss", 7, EXPORTED, 0.1 + 0.2),
              new MetricsReported.Point("auc", "score", 7, EXPORTED, Double.NaN)));

  static final List<LogLine> LINES =
      List.of(
          line(1, "begun", null),
          line(2, "it goes on: «größer»", null),
          line(4, "odd \uFFFD", new byte[] {'o', 'd', 'd', ' ', (byte) 0xff}));

  /** Retention has removed the third line. */
  static final LogLedger LEDGER =
      new LogLedger(
          new LogAttempt(
              LOG,
              null,
              4,
              4,
              LineRanges.EMPTY,
              LineRanges.EMPTY,
              new LogTotals(4, "ab"),
              EXPORTED,
              Seal.COMPLETE,
              EXPORTED,
              "cd",
              new LevelCounts(0, 0, 0, 4, 0),
              null,
              EXPORTED,
              EXPORTED),
          LineRanges.of(List.of(new LineRange(3, 3))));

  static final TransferCounts COUNTS =
      new TransferCounts(1, 1, 0, 0, 0, 2, 3, 2, TABLE.length + SAMPLE.length);

  private SampleFile() {}

  private static LogLine line(long seq, String text, byte @Nullable [] raw) {
    return new LogLine(seq, 1_780_000_000_000_000L, 6, LineStream.LOG, "app", "", text, raw, 0);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The hash of all of these lines. */
  static String hash(List<LogLine> lines) {
    RollingHash hash = new RollingHash();
    lines.forEach(hash::add);
    return hash.hex();
  }

  static byte[] row(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  /** All of it. */
  static byte[] bytes(Path folder) {
    return bytes(folder, COUNTS, List.of());
  }

  static byte[] bytes(Path folder, TransferCounts counts, List<String> spoilt) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ProjectFileWriter writer = new TarProjectFiles(folder).begin(HEADER)) {
      writer.row("project", row("{\"name\":\"Tariffs\"}"));
      writer.row("run", row("{\"id\":1}"));
      writer.row("run", row("{\"id\":2}"));
      writer.moveTo(out);
      writer.list(List.of(TABLE_OBJECT, SAMPLE_OBJECT, MISSING));
      writer.object(TABLE_OBJECT.name(), TABLE.length, new ByteArrayInputStream(TABLE));
      writer.object(SAMPLE_OBJECT.name(), SAMPLE.length, new ByteArrayInputStream(SAMPLE));
      writer.points(EVENT);
      LINES.forEach(line -> writer.line(LOG, line));
      writer.ledger(LEDGER);
      writer.finish(new ProjectFileManifest(counts, 1, spoilt));
    }
    return out.toByteArray();
  }
}
