package signalbox.infrastructure.file.dataset;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of data of an MPS file by its six fields, as the format numbers them. What is not there is
 * empty.
 *
 * @param type of a row or a bound
 * @param name of a row or a column, or of the set that the line belongs to
 * @param first a row, or the column of a bound
 * @param second another row
 */
record MpsCard(
    String type, String name, String first, String firstValue, String second, String secondValue) {
  private static final int MAX_FIELDS = 6;
  private static final String MARKER = "'MARKER'";

  /** Between the fields of the fixed layout there is nothing. */
  private static final List<Integer> FIXED_BLANKS =
      List.of(0, 3, 12, 13, 22, 23, 36, 37, 38, 47, 48);

  /** The fields of the fixed layout; null when something stands between them. */
  static @Nullable MpsCard fixed(String line) {
    for (int place : FIXED_BLANKS) {
      if (place < line.length() && line.charAt(place) != ' ') {
        return null;
      }
    }
    return new MpsCard(
        cut(line, 1, 3),
        cut(line, 4, 12),
        cut(line, 14, 22),
        cut(line, 24, 36),
        cut(line, 39, 47),
        cut(line, 49, line.length()));
  }

  private static String cut(String line, int from, int to) {
    return from >= line.length() ? "" : line.substring(from, Math.min(to, line.length())).strip();
  }

  /** A row: its type and its name. */
  static @Nullable MpsCard ofRow(List<String> words) {
    return words.size() == 2 ? new MpsCard(words.get(0), words.get(1), "", "", "", "") : null;
  }

  /** A column with one or two of its values, or the mark where integer columns begin or end. */
  static @Nullable MpsCard ofColumn(List<String> words) {
    if (words.size() == 3 && words.get(1).equals(MARKER)) {
      return new MpsCard("", words.get(0), MARKER, "", words.get(2), "");
    }
    return ofValues(words);
  }

  /** A name with one or two values. */
  static @Nullable MpsCard ofValues(List<String> words) {
    return switch (words.size()) {
      case 3 -> new MpsCard("", words.get(0), words.get(1), words.get(2), "", "");
      case 5 ->
          new MpsCard("", words.get(0), words.get(1), words.get(2), words.get(3), words.get(4));
      default -> null;
    };
  }

  /** One or two values of a set, whose name may be left out. */
  static @Nullable MpsCard ofSet(List<String> words) {
    return switch (words.size()) {
      case 2 -> new MpsCard("", "", words.get(0), words.get(1), "", "");
      case 4 -> new MpsCard("", "", words.get(0), words.get(1), words.get(2), words.get(3));
      default -> ofValues(words);
    };
  }

  /** The mark where integer columns begin or end; {@link #second} says which. */
  boolean marker() {
    return first.equals(MARKER);
  }

  /** There are two values. */
  boolean two() {
    return !second.isEmpty() || !secondValue.isEmpty();
  }

  /** The words of a line; one more than a line can have stands for all that follow. */
  static List<String> words(String line) {
    List<String> words = new ArrayList<>(MAX_FIELDS + 1);
    int at = 0;
    while (words.size() <= MAX_FIELDS) {
      while (at < line.length() && blank(line.charAt(at))) {
        at++;
      }
      if (at == line.length()) {
        break;
      }
      int from = at;
      while (at < line.length() && !blank(line.charAt(at))) {
        at++;
      }
      words.add(line.substring(from, at));
    }
    return words;
  }

  static boolean blank(char c) {
    return c == ' ' || c == '\t';
  }
}
