package signalbox.domain.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of several faults in one input.
 *
 * @param field path of the field: {@code rows[3].age}; null for a fault in a file
 * @param line line in a file, from 1; null for a fault in a field
 * @param column place in the line, from 1; null when the whole line is meant
 * @param text raw text at fault, at most 200 characters; null when there is none
 * @param detail a plain sentence
 * @param place where in the text of the field; null when the whole field is meant
 */
public record Fault(
    @Nullable String field,
    @Nullable Long line,
    @Nullable Integer column,
    @Nullable String text,
    String detail,
    @Nullable Place place) {

  /** A fault without a place in a text. */
  public Fault(
      @Nullable String field,
      @Nullable Long line,
      @Nullable Integer column,
      @Nullable String text,
      String detail) {
    this(field, line, column, text, detail, null);
  }

  /**
   * A part of a text, for an editor that marks it.
   *
   * @param offset of its first UTF-16 unit, from 0
   * @param length in UTF-16 units; 0 for what is missing there
   * @param expected what may stand there, in a few words each
   * @param suggestions what may have been meant, the likeliest first
   */
  public record Place(int offset, int length, List<String> expected, List<String> suggestions) {
    public Place {
      expected = List.copyOf(expected);
      suggestions = List.copyOf(suggestions);
    }
  }

  /** A fault in a field. */
  public static Fault inField(String field, String detail) {
    return new Fault(field, null, null, null, detail);
  }
}
