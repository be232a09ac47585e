package signalbox.infrastructure.file.dataset;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.application.dataset.TableFiles.Extent;
import signalbox.application.dataset.TableFiles.RowSink;
import signalbox.domain.dataset.Dialect;
import signalbox.domain.dataset.TextEncoding;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;

/** Reads CSV in a dialect; every row has as many fields as the header, or is told as a fault. */
final class CsvTable {
  private CsvTable() {}

  /**
   * @return false when the extent ended before the file
   */
  static boolean read(Path file, Dialect dialect, Extent extent, RowSink sink) throws IOException {
    MissingTokens missing = new MissingTokens(dialect.missing());
    try (TextReader reader =
        new TextReader(Files.newInputStream(file), dialect.encoding().charset())) {
      CsvParser parser = new CsvParser(reader, delimiter(dialect));
      @Nullable List<String> first = firstRow(parser, dialect.header(), sink);
      if (first == null) {
        throw SignalboxException.of(ErrorCode.DATASET_EMPTY);
      }
      if (reader.sawUnreadable()
          && dialect.header()
          && tellUnreadable(parser, dialect.encoding(), sink)) {
        throw ColumnNames.refused("it means nothing in " + dialect.encoding().word());
      }
      int width = first.size();
      List<String> names = dialect.header() ? List.copyOf(first) : numbered(width);
      ColumnNames.require(names);
      sink.header(names, List.of());
      @Nullable String[] values = new String[width];
      boolean pending = !dialect.header();
      long rows = 0;
      long chars = 0;
      while (true) {
        CsvParser.Found found = pending ? CsvParser.Found.ROW : parser.next();
        pending = false;
        if (found == CsvParser.Found.END) {
          return true;
        }
        if (rows >= extent.rows() || chars >= extent.chars()) {
          return false;
        }
        rows++;
        if (found == CsvParser.Found.FAULT) {
          sink.fault(parser.fault());
          continue;
        }
        List<String> fields = parser.fields();
        if (reader.sawUnreadable() && tellUnreadable(parser, dialect.encoding(), sink)) {
          continue;
        }
        if (fields.size() != width) {
          sink.fault(ragged(parser, width));
          continue;
        }
        for (int i = 0; i < width; i++) {
          String field = fields.get(i);
          chars += field.length();
          values[i] = missing.contains(field) ? null : field;
        }
        sink.row(parser.line(), values);
      }
    }
  }

  /** The header, or the first row when there is none; null when the file has no row at all. */
  private static @Nullable List<String> firstRow(CsvParser parser, boolean header, RowSink sink)
      throws IOException {
    while (true) {
      switch (parser.next()) {
        case END -> {
          return null;
        }
        case FAULT -> {
          sink.fault(parser.fault());
          // A row of values must not become the names because the names were broken.
          if (header) {
            throw ColumnNames.refused(
                "line " + parser.fault().line() + ": " + parser.fault().detail());
          }
        }
        case ROW -> {
          return parser.fields();
        }
      }
    }
  }

  private static List<String> numbered(int width) {
    List<String> names = new ArrayList<>(width);
    for (int i = 1; i <= width; i++) {
      names.add("column_" + i);
    }
    return names;
  }

  private static char delimiter(Dialect dialect) {
    String delimiter = dialect.delimiter();
    return delimiter == null ? ',' : delimiter.charAt(0);
  }

  private static Fault ragged(CsvParser parser, int expected) {
    int count = parser.fields().size();
    return new Fault(
        null,
        parser.line(),
        Math.min(count, expected) + 1,
        parser.raw(),
        "The row has " + fields(count) + " where the header has " + expected);
  }

  private static String fields(int count) {
    return count == 1 ? "1 field" : count + " fields";
  }

  private static boolean tellUnreadable(CsvParser parser, TextEncoding encoding, RowSink sink) {
    List<String> fields = parser.fields();
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).indexOf(TextReader.UNREADABLE) >= 0) {
        int before = parser.beforeUnreadable().getBytes(StandardCharsets.UTF_8).length;
        sink.undecodable(
            before + 1L,
            new Fault(
                null,
                parser.line(),
                i + 1,
                parser.raw(),
                "A byte of the field means nothing in " + encoding.word()));
        return true;
      }
    }
    return false;
  }

  /** The first characters of a file, for guesses. */
  static char[] head(Path file, TextEncoding encoding) throws IOException {
    char[] buffer = new char[64 * 1024];
    int length = 0;
    try (Reader reader = new TextReader(Files.newInputStream(file), encoding.charset())) {
      for (int count = 0; count >= 0 && buffer.length - length >= 2; ) {
        count = reader.read(buffer, length, Math.min(buffer.length - length, 8192));
        length += Math.max(0, count);
      }
    }
    return java.util.Arrays.copyOf(buffer, length);
  }

  /** The one of four delimiters that splits the first rows most evenly; a comma when none does. */
  static char delimiter(char[] head) {
    boolean whole = head.length < 64 * 1024 - 1;
    char best = ',';
    double bestScore = 0;
    for (char candidate : new char[] {',', ';', '\t', '|'}) {
      double score = score(head, head.length, whole, candidate);
      if (score > bestScore + 1e-9) {
        best = candidate;
        bestScore = score;
      }
    }
    return best;
  }

  private static double score(char[] text, int length, boolean whole, char delimiter) {
    List<Integer> counts = new ArrayList<>();
    boolean quoted = false;
    boolean atFieldStart = true;
    int fields = 1;
    boolean empty = true;
    for (int i = 0; i < length && counts.size() < 50; i++) {
      char c = text[i];
      if (quoted) {
        quoted = c != '"';
        continue;
      }
      if (c == '"' && (atFieldStart || (i > 0 && text[i - 1] == '"'))) {
        quoted = true;
        empty = false;
      } else if (c == '\n' || c == '\r') {
        if (!empty) {
          counts.add(fields);
        }
        fields = 1;
        empty = true;
      } else {
        fields += c == delimiter ? 1 : 0;
        empty = false;
      }
      atFieldStart = c == delimiter || c == '\n' || c == '\r';
    }
    if (whole && !empty && counts.size() < 50) {
      counts.add(fields);
    }
    if (counts.isEmpty() || counts.getFirst() < 2) {
      return 0;
    }
    long even = counts.stream().filter(count -> count.equals(counts.getFirst())).count();
    return (double) even / counts.size() + Math.min(counts.getFirst(), 1000) / 10_000.0;
  }
}
