package signalbox.application.study;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.study.StudyEvent;

/** Where an event stands in the log of its study. The text form is its cursor. */
public record StudyEventPlace(long revision, int ordinal) implements Comparable<StudyEventPlace> {
  /** Before the first event. */
  public static final StudyEventPlace START = new StudyEventPlace(-1, 0);

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,18})\\.([0-9]{1,9})");

  public static StudyEventPlace of(StudyEvent event) {
    return new StudyEventPlace(event.revision(), event.ordinal());
  }

  /**
   * @throws SignalboxException {@code request.invalid} with the field for a text that is no cursor
   */
  public static StudyEventPlace parse(String field, String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw SignalboxException.invalid(field, "is not a cursor of this list");
    }
    return new StudyEventPlace(Long.parseLong(parts.group(1)), Integer.parseInt(parts.group(2)));
  }

  @Override
  public int compareTo(StudyEventPlace other) {
    return revision == other.revision
        ? Integer.compare(ordinal, other.ordinal)
        : Long.compare(revision, other.revision);
  }

  @Override
  public String toString() {
    return revision + "." + ordinal;
  }
}
