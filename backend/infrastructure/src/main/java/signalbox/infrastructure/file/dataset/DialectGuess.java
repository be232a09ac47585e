package signalbox.infrastructure.file.dataset;

import java.io.CharArrayReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import signalbox.domain.dataset.Dialect;
import signalbox.domain.dataset.SourceFormat;
import signalbox.domain.dataset.TextEncoding;

/** How a text file is probably written. A person sees the guess, with rows, and may change it. */
final class DialectGuess {
  private static final int LOOKED_AT_BYTES = 1024 * 1024;
  private static final int LOOKED_AT_ROWS = 200;
  private static final Pattern POINT_NUMBER = Pattern.compile("[+-]?\\d+\\.\\d+(?:[eE][+-]?\\d+)?");
  private static final Pattern COMMA_NUMBER =
      Pattern.compile("[+-]?(?:\\d+|\\d{1,3}(?:\\.\\d{3})+),\\d+(?:[eE][+-]?\\d+)?");
  private static final Pattern INTEGER = Pattern.compile("[+-]?\\d+");

  private DialectGuess() {}

  static Dialect csv(Path file) throws IOException {
    TextEncoding encoding = encoding(file);
    char[] head = CsvTable.head(file, encoding);
    char delimiter = CsvTable.delimiter(head);
    List<List<String>> rows = rows(head, delimiter);
    Dialect dialect =
        Dialect.standard(SourceFormat.CSV, String.valueOf(delimiter)).withEncoding(encoding);
    char decimal = decimal(rows, delimiter);
    return dialect.withDecimal(decimal).withHeader(hasHeader(rows, decimal));
  }

  static TextEncoding encoding(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LOOKED_AT_BYTES);
    }
    if (starts(bytes, 0xFF, 0xFE)) {
      return TextEncoding.UTF_16LE;
    }
    if (starts(bytes, 0xFE, 0xFF)) {
      return TextEncoding.UTF_16BE;
    }
    int zeroEven = 0;
    int zeroOdd = 0;
    for (int i = 0; i < Math.min(bytes.length, 4096); i++) {
      if (bytes[i] == 0) {
        if (i % 2 == 0) {
          zeroEven++;
        } else {
          zeroOdd++;
        }
      }
    }
    int half = Math.min(bytes.length, 4096) / 2;
    if (zeroOdd > half / 2 && zeroEven == 0) {
      return TextEncoding.UTF_16LE;
    }
    if (zeroEven > half / 2 && zeroOdd == 0) {
      return TextEncoding.UTF_16BE;
    }
    return isUtf8(bytes) ? TextEncoding.UTF_8 : TextEncoding.WINDOWS_1252;
  }

  private static boolean starts(byte[] bytes, int first, int second) {
    return bytes.length >= 2 && bytes[0] == (byte) first && bytes[1] == (byte) second;
  }

  private static boolean isUtf8(byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CoderResult result =
        decoder.decode(
            ByteBuffer.wrap(bytes),
            CharBuffer.allocate(bytes.length + 1),
            bytes.length < LOOKED_AT_BYTES);
    return !result.isError();
  }

  private static List<List<String>> rows(char[] head, char delimiter) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    CsvParser parser = new CsvParser(new CharArrayReader(head), delimiter);
    while (rows.size() < LOOKED_AT_ROWS) {
      CsvParser.Found found = parser.next();
      if (found == CsvParser.Found.END) {
        break;
      }
      if (found == CsvParser.Found.ROW) {
        rows.add(List.copyOf(parser.fields()));
      }
    }
    return rows;
  }

  private static char decimal(List<List<String>> rows, char delimiter) {
    long points = 0;
    long commas = 0;
    for (List<String> row : rows) {
      for (String field : row) {
        String text = field.strip();
        if (COMMA_NUMBER.matcher(text).matches()) {
          commas++;
        } else if (POINT_NUMBER.matcher(text).matches()) {
          points++;
        }
      }
    }
    return commas > points && (delimiter != ',' || points == 0) ? ',' : '.';
  }

  /** A first row of names: none is empty, none stands twice, and none is a number above numbers. */
  private static boolean hasHeader(List<List<String>> rows, char decimal) {
    if (rows.size() < 2) {
      return true;
    }
    List<String> first = rows.getFirst();
    List<String> second = rows.get(1);
    if (new HashSet<>(first).size() < first.size() || first.stream().anyMatch(String::isBlank)) {
      return first.stream().noneMatch(text -> isNumber(text, decimal));
    }
    for (int i = 0; i < Math.min(first.size(), second.size()); i++) {
      if (isNumber(first.get(i), decimal) && isNumber(second.get(i), decimal)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNumber(String field, char decimal) {
    String text = field.strip();
    return INTEGER.matcher(text).matches()
        || (decimal == ',' ? COMMA_NUMBER : POINT_NUMBER).matcher(text).matches();
  }
}
