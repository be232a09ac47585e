package signalbox.infrastructure.file.dataset;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;

/**
 * Reads the rows of a CSV text as RFC 4180 says, one at a time. A row that breaks the rules is told
 * with its place, and reading goes on in the line after the one where it began: a quote that is
 * never closed costs one line, not the rest of the file. Used by one thread.
 */
final class CsvParser {
  static final int MAX_FIELD = 1024 * 1024;
  static final int MAX_RECORD = 16 * 1024 * 1024;
  static final int MAX_FIELDS = 2 * ColumnNames.MAX_COLUMNS;

  /**
   * Lines that are looked at again and again, after quotes that are never closed, end somewhere.
   */
  private static final long MAX_AGAIN = 1024L * 1024 * 1024;

  private static final int MAX_TEXT = 200;
  private static final String TOO_LARGE =
      "A field is larger than 1 MiB, or the row is larger than 16 MiB or 20,000 fields";

  /** What {@link #next} found. */
  enum Found {
    ROW,
    FAULT,
    END
  }

  private final Reader reader;
  private final char delimiter;
  private final List<String> fields = new ArrayList<>();
  private char[] buffer = new char[64 * 1024];
  private int start;
  private int place;
  private int limit;
  private boolean ended;
  private long line = 1;
  private long nextLine = 1;
  private long fieldLine;
  private int column;
  private int fieldStart;
  private long again;
  private Fault fault = new Fault(null, null, null, null, "");

  CsvParser(Reader reader, char delimiter) {
    this.reader = reader;
    this.delimiter = delimiter;
  }

  /** The fields of the row; valid until the next call of {@link #next}. */
  List<String> fields() {
    return fields;
  }

  /** The line in which the row begins, from 1. */
  long line() {
    return line;
  }

  /** What is wrong with the row. */
  Fault fault() {
    return fault;
  }

  /** The row as it stands in the file, as far as it fits into a report. */
  String raw() {
    int end = place;
    while (end > start && (buffer[end - 1] == '\n' || buffer[end - 1] == '\r')) {
      end--;
    }
    return cut(new String(buffer, start, Math.min(end - start, MAX_TEXT + 1)));
  }

  /** The physical line of the row up to the first character that could not be decoded. */
  String beforeUnreadable() {
    int at = start;
    while (at < place && buffer[at] != TextReader.UNREADABLE) {
      at++;
    }
    int from = at;
    while (from > start && buffer[from - 1] != '\n' && buffer[from - 1] != '\r') {
      from--;
    }
    return new String(buffer, from, at - from);
  }

  Found next() throws IOException {
    fields.clear();
    skipEmptyLines();
    line = nextLine;
    start = place;
    column = 1;
    if (!more()) {
      return Found.END;
    }
    while (true) {
      fieldLine = nextLine;
      fieldStart = place - start;
      int end = more() && buffer[place] == '"' ? quoted() : plain();
      if (end == FAULTY) {
        recover();
        return Found.FAULT;
      }
      if (end == ROW_END) {
        return Found.ROW;
      }
      column++;
      if (column > MAX_FIELDS) {
        fail(TOO_LARGE, false);
        recover();
        return Found.FAULT;
      }
    }
  }

  private static final int FIELD_END = 0;
  private static final int ROW_END = 1;
  private static final int FAULTY = 2;

  private int plain() throws IOException {
    while (true) {
      if (!more()) {
        return take(ROW_END);
      }
      char c = buffer[place];
      if (c == delimiter) {
        int end = take(FIELD_END);
        place++;
        return end;
      }
      if (c == '\n' || c == '\r') {
        int end = take(ROW_END);
        lineEnd();
        return end;
      }
      place++;
      if (tooLarge()) {
        return fail(TOO_LARGE, false);
      }
    }
  }

  private int take(int end) {
    fields.add(new String(buffer, start + fieldStart, place - start - fieldStart));
    return end;
  }

  private int quoted() throws IOException {
    StringBuilder text = null;
    int segment = ++place - start;
    while (true) {
      if (!more()) {
        return fail("A quote is opened here and never closed", true);
      }
      char c = buffer[place++];
      if (c == '"') {
        if (more() && buffer[place] == '"') {
          text = text == null ? new StringBuilder() : text;
          text.append(buffer, start + segment, place - start - segment);
          segment = ++place - start;
          continue;
        }
        int length = place - 1 - start - segment;
        if (text == null) {
          fields.add(new String(buffer, start + segment, length));
        } else {
          fields.add(text.append(buffer, start + segment, length).toString());
        }
        return afterQuote();
      }
      if (c == '\r' || (c == '\n' && buffer[place - 2] != '\r')) {
        nextLine++;
      }
      if (tooLarge()) {
        boolean open = place - start >= MAX_RECORD || nextLine > fieldLine + 1;
        return open
            ? fail("A quote is opened here and not closed within the limit of a field", true)
            : fail(TOO_LARGE, false);
      }
    }
  }

  private int afterQuote() throws IOException {
    if (!more()) {
      return ROW_END;
    }
    char c = buffer[place];
    if (c == delimiter) {
      place++;
      return FIELD_END;
    }
    if (c == '\n' || c == '\r') {
      lineEnd();
      return ROW_END;
    }
    place++;
    return fail("Text follows the closing quote of a field", true);
  }

  private boolean tooLarge() {
    return place - start - fieldStart > MAX_FIELD || place - start > MAX_RECORD;
  }

  private int fail(String reason, boolean withPlace) {
    String text =
        withPlace
            ? cut(
                new String(
                    buffer, start + fieldStart, Math.min(place - start - fieldStart, MAX_TEXT + 1)))
            : null;
    fault = new Fault(null, fieldLine, withPlace ? column : null, text, reason);
    return FAULTY;
  }

  /** Goes on after the line in which the faulty row began. */
  private void recover() throws IOException {
    int from = start;
    while (true) {
      while (from < place && buffer[from] != '\n' && buffer[from] != '\r') {
        from++;
      }
      if (from < place) {
        break;
      }
      start = place;
      if (!more()) {
        nextLine = line + 1;
        return;
      }
      from = start;
      place++;
    }
    again += place - from;
    if (again > MAX_AGAIN) {
      throw SignalboxException.of(ErrorCode.DATASET_NOT_A_TABLE)
          .safe("reason", "too many of its quotes are never closed");
    }
    place = from;
    nextLine = line;
    lineEnd();
    start = place;
  }

  private void skipEmptyLines() throws IOException {
    while (true) {
      start = place;
      if (!more() || (buffer[place] != '\n' && buffer[place] != '\r')) {
        return;
      }
      lineEnd();
    }
  }

  private void lineEnd() throws IOException {
    boolean two = buffer[place] == '\r';
    place++;
    nextLine++;
    if (two && more() && buffer[place] == '\n') {
      place++;
    }
  }

  /** True when there is a character at {@link #place}; keeps all from {@link #start} on. */
  private boolean more() throws IOException {
    if (place < limit) {
      return true;
    }
    if (ended) {
      return false;
    }
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, limit - start);
      place -= start;
      limit -= start;
      start = 0;
    }
    if (buffer.length - limit < 8192) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int count = reader.read(buffer, limit, buffer.length - limit);
    if (count < 0) {
      ended = true;
      return false;
    }
    limit += count;
    return true;
  }

  static String cut(String text) {
    String readable = text.replace(TextReader.UNREADABLE, '\uFFFD');
    return readable.length() <= MAX_TEXT ? readable : readable.substring(0, MAX_TEXT - 1) + "…";
  }
}
