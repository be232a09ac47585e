package signalbox.application.study;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.study.StudyEventType;

/**
 * Which events of a study are wanted: all that is given must fit.
 *
 * @param types none: every type
 * @param trial those of this trial alone
 * @param text a part of the text; upper and lower case are not told apart
 */
public record StudyEventFilter(
    Set<StudyEventType> types, @Nullable Integer trial, @Nullable String text) {
  public static final StudyEventFilter ALL = new StudyEventFilter(Set.of(), null, null);
  public static final int LONGEST_TEXT = 200;

  /**
   * @throws SignalboxException {@code request.invalid} naming the field
   */
  public StudyEventFilter {
    types = Set.copyOf(types);
    if (text != null && (text.length() > LONGEST_TEXT || text.indexOf('\u0000') >= 0)) {
      throw SignalboxException.invalid("q", "must have at most " + LONGEST_TEXT + " characters");
    }
    text = text == null || text.isBlank() ? null : text.strip();
  }
}
