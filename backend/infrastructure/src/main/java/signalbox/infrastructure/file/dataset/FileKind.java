package signalbox.infrastructure.file.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipFile;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/** Tells from a file's first bytes what it is. */
enum FileKind {
  TEXT,
  PARQUET,
  JSON_LINES,
  WORKBOOK;

  private static final int HEAD_BYTES = 4096;
  private static final int MAX_FIRST_LINE = 1024 * 1024;

  private record Signature(String start, String name) {}

  private static final List<Signature> BINARY =
      List.of(
          new Signature("\u001f\u008b", "a gzip archive; unpack it first"),
          new Signature("%PDF", "a PDF document"),
          new Signature("\u00d0\u00cf\u0011\u00e0", "an old Excel workbook; save it as CSV"),
          new Signature("\u0089PNG", "a PNG image"),
          new Signature("\u00ff\u00d8\u00ff", "a JPEG image"),
          new Signature("GIF8", "a GIF image"),
          new Signature("7z\u00bc\u00af", "a 7z archive; unpack it first"),
          new Signature("BZh", "a bzip2 archive; unpack it first"),
          new Signature("(\u00b5/\u00fd", "a zstd archive; unpack it first"),
          new Signature("\u00fd7zXZ", "an xz archive; unpack it first"),
          new Signature("ARROW1", "an Arrow file; save it as Parquet or CSV"),
          new Signature("SQLite format 3", "an SQLite database"),
          new Signature("\u007fELF", "a program"));

  /**
   * @throws SignalboxException {@code dataset.empty}, {@code dataset.not_a_table} with what it is
   */
  static FileKind of(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(HEAD_BYTES);
    }
    if (bytes.length == 0) {
      throw SignalboxException.of(ErrorCode.DATASET_EMPTY);
    }
    String head = new String(bytes, StandardCharsets.ISO_8859_1);
    if (head.startsWith("PAR1")) {
      return PARQUET;
    }
    if (head.startsWith("PK\u0003\u0004")) {
      if (hasEntry(file, "xl/workbook.xml")) {
        return WORKBOOK;
      }
      throw notATable("a ZIP archive; unpack it first");
    }
    for (Signature signature : BINARY) {
      if (head.startsWith(signature.start())) {
        throw notATable(signature.name());
      }
    }
    String text = (head.startsWith("\u00ef\u00bb\u00bf") ? head.substring(3) : head).strip();
    if (text.isEmpty() && bytes.length < HEAD_BYTES) {
      throw SignalboxException.of(ErrorCode.DATASET_EMPTY);
    }
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
      throw notATable("an HTML page");
    }
    if (lower.startsWith("<?xml") || lower.startsWith("<!doctype")) {
      throw notATable("an XML document");
    }
    if (isJson(text)) {
      if (startsWithAnObject(file)) {
        return JSON_LINES;
      }
      throw notATable("JSON; write one object a line");
    }
    return TEXT;
  }

  private static boolean hasEntry(Path file, String name) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.getEntry(name) != null;
    } catch (IOException e) {
      return false;
    }
  }

  /** The first line that is not empty is a whole JSON object. */
  private static boolean startsWithAnObject(Path file) throws IOException {
    String head;
    try (InputStream in = Files.newInputStream(file)) {
      head = new String(in.readNBytes(MAX_FIRST_LINE), StandardCharsets.UTF_8);
    }
    return head.lines()
        .map(line -> line.startsWith("\uFEFF") ? line.substring(1) : line)
        .filter(line -> !line.isBlank())
        .findFirst()
        .filter(JsonLinesTable::isObject)
        .isPresent();
  }

  private static boolean isJson(String text) {
    String compact = text.replaceAll("\\s", "");
    return compact.startsWith("{\"")
        || compact.startsWith("{}")
        || compact.startsWith("[{\"")
        || compact.startsWith("[[")
        || compact.startsWith("[\"")
        || compact.startsWith("[]");
  }

  private static SignalboxException notATable(String what) {
    return SignalboxException.of(ErrorCode.DATASET_NOT_A_TABLE).safe("reason", "it is " + what);
  }
}
