package signalbox.domain.error;

import org.jspecify.annotations.Nullable;

/**
 * One of several faults in one input.
 *
 * @param field path of the field: {@code rows[3].age}; null for a fault in a file
 * @param line line in a file, from 1; null for a fault in a field
 * @param column place in the line, from 1; null when the whole line is meant
 * @param text raw text at fault, at most 200 characters; null when there is none
 * @param detail a plain sentence
 */
public record Fault(
    @Nullable String field,
    @Nullable Long line,
    @Nullable Integer column,
    @Nullable String text,
    String detail) {

  /** A fault in a field. */
  public static Fault inField(String field, String detail) {
    return new Fault(field, null, null, null, detail);
  }
}
