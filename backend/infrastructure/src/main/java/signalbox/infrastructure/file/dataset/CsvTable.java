package signalbox.infrastructure.file.dataset;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import signalbox.application.dataset.TableFiles.RowSink;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;

/** Reads CSV as RFC 4180 says, with one of four delimiters, every row of the header's length. */
final class CsvTable {
  static final int MAX_FAULTS = 100;
  static final int MAX_FIELD = 1024 * 1024;
  private static final int MAX_RECORD = 16 * 1024 * 1024;
  private static final int MAX_TEXT = 200;
  private static final Pattern LINE = Pattern.compile("line (\\d{1,18})");

  private CsvTable() {}

  /**
   * @return the delimiter
   */
  static String read(Path file, RowSink sink) throws IOException {
    char delimiter = delimiter(file);
    Faults faults = new Faults();
    long lastLine = 1;
    try (CsvReader<CsvRecord> reader = reader(file, delimiter)) {
      Iterator<CsvRecord> records = reader.iterator();
      try {
        if (!records.hasNext()) {
          throw SignalboxException.of(ErrorCode.DATASET_EMPTY);
        }
        List<String> names = records.next().getFields();
        ColumnNames.require(names);
        sink.header(names, List.of());
        @Nullable String[] values = new String[names.size()];
        while (records.hasNext()) {
          CsvRecord record = records.next();
          lastLine = record.getStartingLineNumber();
          if (record.getFieldCount() != names.size()) {
            faults.add(ragged(record, names.size(), delimiter));
          } else if (faults.count == 0) {
            for (int i = 0; i < values.length; i++) {
              values[i] = record.getField(i);
            }
            sink.row(values);
          }
        }
      } catch (CsvParseException e) {
        faults.add(broken(file, delimiter, lastLine, e));
      }
    }
    faults.throwIfAny();
    return String.valueOf(delimiter);
  }

  private static CsvReader<CsvRecord> reader(Path file, char delimiter) throws IOException {
    return CsvReader.builder()
        .fieldSeparator(delimiter)
        .skipEmptyLines(true)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .allowUnclosedQuote(false)
        .maxBufferSize(MAX_RECORD)
        .build(
            CsvRecordHandler.builder()
                .maxFields(2 * ColumnNames.MAX_COLUMNS)
                .maxFieldSize(MAX_FIELD)
                .maxRecordSize(MAX_RECORD)
                .build(),
            new Utf8Reader(Files.newInputStream(file)));
  }

  private static Fault ragged(CsvRecord record, int expected, char delimiter) {
    int count = record.getFieldCount();
    return new Fault(
        null,
        record.getStartingLineNumber(),
        Math.min(count, expected) + 1,
        cut(String.join(String.valueOf(delimiter), record.getFields())),
        "The row has " + fields(count) + " where the header has " + expected);
  }

  private static String fields(int count) {
    return count == 1 ? "1 field" : count + " fields";
  }

  /** What the parser stopped at. It names the row at most, so the quotes are walked once more. */
  private static Fault broken(Path file, char delimiter, long lastLine, CsvParseException e)
      throws IOException {
    String message = String.valueOf(rootMessage(e));
    QuoteCheck check = QuoteCheck.of(file, delimiter);
    if (message.contains(" max") && !check.broken()) {
      Matcher line = LINE.matcher(message);
      return new Fault(
          null,
          line.find() ? Long.parseLong(line.group(1)) : lastLine + 1,
          null,
          null,
          "A field is larger than 1 MiB, or the row is larger than 16 MiB or 20,000 fields");
    }
    return new Fault(null, check.line(), check.column(), cut(check.text()), check.reason());
  }

  private static @Nullable String rootMessage(Throwable thrown) {
    Throwable root = thrown;
    for (Throwable cause = root.getCause(); cause != null; cause = root.getCause()) {
      root = cause;
    }
    return root.getMessage();
  }

  static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT - 1) + "…";
  }

  private static final class Faults {
    private final List<Fault> first = new ArrayList<>();
    private long count;

    void add(Fault fault) {
      count++;
      if (first.size() < MAX_FAULTS) {
        first.add(fault);
      }
    }

    void throwIfAny() {
      if (count > 0) {
        Fault fault = first.getFirst();
        String reason = fault.detail();
        throw SignalboxException.of(ErrorCode.DATASET_MALFORMED)
            .safe("count", count)
            .safe("line", String.valueOf(fault.line()))
            .safe("reason", Character.toLowerCase(reason.charAt(0)) + reason.substring(1))
            .because(first);
      }
    }
  }

  /** The one of four delimiters that splits the first rows most evenly; a comma when none does. */
  static char delimiter(Path file) throws IOException {
    char[] buffer = new char[64 * 1024];
    int length = 0;
    try (Reader reader = new Utf8Reader(Files.newInputStream(file))) {
      for (int count = 0; count >= 0 && length < buffer.length; ) {
        count = reader.read(buffer, length, Math.min(buffer.length - length, 8192));
        length += Math.max(0, count);
        if (buffer.length - length < 2) {
          break;
        }
      }
    }
    boolean whole = length < buffer.length - 1;
    char best = ',';
    double bestScore = 0;
    for (char candidate : new char[] {',', ';', '\t', '|'}) {
      double score = score(buffer, length, whole, candidate);
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
