package signalbox.infrastructure.file.dataset;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the quotes of a CSV file break its rules.
 *
 * @param line where the field at fault starts
 * @param column its place in the row
 */
record QuoteCheck(boolean broken, long line, int column, String text, String reason) {
  private static final int MAX_TEXT = 300;

  /** Walks the file until the first break. */
  static QuoteCheck of(Path file, char delimiter) throws IOException {
    try (Reader reader = new BufferedReader(new Utf8Reader(Files.newInputStream(file)))) {
      return new Walk(delimiter).through(reader);
    }
  }

  private static final class Walk {
    private final char delimiter;
    private final StringBuilder field = new StringBuilder();
    private long line = 1;
    private long fieldLine = 1;
    private int column = 1;
    private boolean quoted;
    private boolean closed;
    private boolean empty = true;

    Walk(char delimiter) {
      this.delimiter = delimiter;
    }

    QuoteCheck through(Reader reader) throws IOException {
      int previous = -1;
      for (int next = reader.read(); next >= 0; next = reader.read()) {
        char c = (char) next;
        boolean lineEnd = c == '\n' || c == '\r';
        boolean secondHalf = c == '\n' && previous == '\r';
        if (closed && c == '"') {
          closed = false;
          quoted = true;
        } else if (closed && c != delimiter && !lineEnd) {
          return fault("Text follows the closing quote of a field");
        } else if (quoted && c == '"') {
          quoted = false;
          closed = true;
        } else if (!quoted && c == '"' && empty) {
          quoted = true;
          empty = false;
        } else if (!quoted && (c == delimiter || lineEnd)) {
          nextField(lineEnd && !secondHalf, lineEnd);
        } else {
          empty = false;
        }
        if (field.length() < MAX_TEXT && !(field.isEmpty() && (c == delimiter || lineEnd))) {
          field.append(c);
        }
        if (lineEnd && !secondHalf) {
          line++;
          if (!quoted) {
            fieldLine = line;
          }
        }
        previous = c;
      }
      return quoted
          ? fault("A quote is opened here and never closed")
          : new QuoteCheck(false, line, column, "", "The row cannot be read");
    }

    private void nextField(boolean newLine, boolean lineEnd) {
      closed = false;
      empty = true;
      field.setLength(0);
      if (newLine) {
        column = 1;
      } else if (!lineEnd) {
        column++;
      }
      fieldLine = line;
    }

    private QuoteCheck fault(String reason) {
      return new QuoteCheck(true, fieldLine, column, field.toString(), reason);
    }
  }
}
