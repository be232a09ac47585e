package signalbox.infrastructure.file.transfer;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import signalbox.application.event.MetricsReported;
import signalbox.application.log.LogLedger;
import signalbox.application.transfer.ListedObject;
import signalbox.application.transfer.ProjectFileHeader;
import signalbox.application.transfer.ProjectFileManifest;
import signalbox.application.transfer.ProjectFileWriter;
import signalbox.application.transfer.ProjectFiles;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogLine;

/**
 * Writes entry after entry. The size of an entry stands before it, so lines are packed in memory, a
 * bounded part at a time; an object comes with its size.
 */
final class TarProjectFileWriter implements ProjectFileWriter {
  private static final int BUFFER_BYTES = 64 * 1024;

  /** What is never in such a file, in words, for whoever looks into one. */
  private static final List<String> LEFT_OUT =
      List.of(
          "passwords, sessions, API tokens and keys",
          "webhooks with their addresses and signing secrets",
          "who the authors of rows are; members are in it for information alone",
          "views, templates and alert rules that are other people's own",
          "notifications, answers of online predictions, short links",
          "what is computed anew: pages of rows, search indexes, copies for lists");

  private final Path spool;
  private final long seconds;
  private final List<FileJson.Checksum> entries = new ArrayList<>();
  private final List<FileJson.Checksum> lists = new ArrayList<>();
  private OutputStream target;
  private boolean moved;
  private @Nullable Part part;
  private int parts;

  TarProjectFileWriter(Path folder, ProjectFileHeader header) {
    this.seconds = header.exportedAt().getEpochSecond();
    try {
      spool = Files.createTempFile(folder, "upload-", ".export");
      target = new BufferedOutputStream(Files.newOutputStream(spool), BUFFER_BYTES);
      entry(
          FileLayout.HEADER,
          FileJson.write(
              new FileJson.Header(
                  FileJson.FORMAT,
                  ProjectFiles.VERSION,
                  header.product(),
                  header.exportedAt(),
                  new FileJson.ProjectOfHeader(header.project().value(), header.name()),
                  LEFT_OUT)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lines of one kind on their way into an entry. */
  private static final class Part {
    private final String kind;
    private final ByteArrayOutputStream packed = new ByteArrayOutputStream();
    private final GZIPOutputStream lines;
    private long bytes;

    Part(String kind) throws IOException {
      this.kind = kind;
      this.lines = new GZIPOutputStream(packed, BUFFER_BYTES);
    }
  }

  @Override
  public void row(String table, byte[] row) {
    line(FileLayout.ROWS + table, row);
  }

  @Override
  public void points(MetricsReported event) {
    line(FileLayout.POINTS, FileJson.write(FileJson.EventJson.of(event)));
  }

  @Override
  public void line(LogAttemptId attempt, LogLine line) {
    line(
        FileLayout.LOGS,
        FileJson.write(
            new FileJson.LogJson(
                attempt.log().value(), attempt.attempt(), FileJson.LineJson.of(line), null)));
  }

  @Override
  public void ledger(LogLedger ledger) {
    LogAttemptId id = ledger.attempt().id();
    line(
        FileLayout.LOGS,
        FileJson.write(
            new FileJson.LogJson(
                id.log().value(), id.attempt(), null, FileJson.LedgerJson.of(ledger))));
  }

  private void line(String kind, byte[] line) {
    if (line.length > FileLayout.MOST_LINE_BYTES) {
      throw new IllegalStateException("A row of " + line.length + " bytes fits into no file");
    }
    try {
      Part open = part;
      if (open == null || !open.kind.equals(kind)) {
        closePart();
        open = new Part(kind);
        part = open;
      }
      open.lines.write(line);
      open.lines.write('\n');
      open.bytes += line.length + 1L;
      if (open.bytes >= FileLayout.PART_BYTES) {
        closePart();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void closePart() throws IOException {
    Part open = part;
    if (open == null) {
      return;
    }
    part = null;
    open.lines.close();
    parts++;
    String table =
        open.kind.startsWith(FileLayout.ROWS) ? open.kind.substring(FileLayout.ROWS.length()) : "";
    entry(
        table.isEmpty()
            ? FileLayout.numbered(open.kind, parts, FileLayout.PACKED)
            : FileLayout.rows(parts, table),
        open.packed.toByteArray());
  }

  @Override
  public void moveTo(OutputStream newTarget) {
    try {
      closePart();
      target.close();
      target = new BufferedOutputStream(newTarget, BUFFER_BYTES);
      moved = true;
      Files.copy(spool, target);
      Files.delete(spool);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void list(List<ListedObject> objects) {
    try {
      closePart();
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (OutputStream lines = new GZIPOutputStream(packed)) {
        for (ListedObject object : objects) {
          lines.write(FileJson.write(FileJson.ObjectJson.of(object)));
          lines.write('\n');
        }
      }
      parts++;
      entry(FileLayout.numbered(FileLayout.LISTS, parts, FileLayout.PACKED), packed.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String object(String name, long sizeBytes, InputStream content) {
    try {
      closePart();
      makeRoom();
      TarHeader header = new TarHeader(name, sizeBytes, seconds);
      target.write(header.write());
      MessageDigest digest = sha256();
      byte[] buffer = new byte[BUFFER_BYTES];
      long left = sizeBytes;
      while (left > 0) {
        int count = content.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (count < 0) {
          throw new EOFException("The object store broke off");
        }
        digest.update(buffer, 0, count);
        target.write(buffer, 0, count);
        left -= count;
      }
      target.write(new byte[header.padding()]);
      String sum = HexFormat.of().formatHex(digest.digest());
      entries.add(new FileJson.Checksum(name, sizeBytes, sum));
      return sum;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void finish(ProjectFileManifest manifest) {
    try {
      closePart();
      listChecksums();
      byte[] json =
          FileJson.write(
              new FileJson.Manifest(
                  manifest.counts(), manifest.missing(), manifest.spoilt(), List.copyOf(lists)));
      write(FileLayout.MANIFEST, json);
      write(FileLayout.MANIFEST_SUM, manifestSum(json));
      target.write(new byte[2 * TarHeader.BLOCK]);
      target.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@code sha256sum} writes and checks it. */
  static byte[] manifestSum(byte[] manifest) {
    String sum = HexFormat.of().formatHex(sha256().digest(manifest));
    return (sum + "  " + FileLayout.MANIFEST + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private void entry(String name, byte[] content) throws IOException {
    makeRoom();
    entries.add(write(name, content));
  }

  /** Checksums are written before there are more of them than a reader must remember. */
  private void makeRoom() throws IOException {
    if (entries.size() == FileLayout.ENTRIES_OF_A_LIST) {
      listChecksums();
    }
  }

  private void listChecksums() throws IOException {
    if (entries.isEmpty()) {
      return;
    }
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (FileJson.Checksum entry : entries) {
      lines.write(FileJson.write(entry));
      lines.write('\n');
    }
    entries.clear();
    lists.add(
        write(
            FileLayout.numbered(FileLayout.CHECKSUMS, lists.size() + 1, FileLayout.PLAIN),
            lines.toByteArray()));
  }

  private FileJson.Checksum write(String name, byte[] content) throws IOException {
    TarHeader header = new TarHeader(name, content.length, seconds);
    target.write(header.write());
    target.write(content);
    target.write(new byte[header.padding()]);
    return new FileJson.Checksum(
        name, content.length, HexFormat.of().formatHex(sha256().digest(content)));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public void close() {
    try {
      if (!moved) {
        target.close();
      }
      Files.deleteIfExists(spool);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
