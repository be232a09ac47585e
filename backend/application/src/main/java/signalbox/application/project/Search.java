package signalbox.application.project;

import org.jspecify.annotations.Nullable;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.project.ProjectId;

/**
 * Asks for what has a name, for jumping there.
 *
 * @param text a part of a name, or the beginning of an id
 * @param project null: everywhere where the caller has a role
 */
public record Search(String text, @Nullable ProjectId project, int limit) {
  private static final int MAX_LENGTH = 200;

  public Search {
    text = text.strip();
    if (text.isEmpty()) {
      throw SignalboxException.invalid("q", "must not be empty");
    }
    if (text.length() > MAX_LENGTH) {
      throw SignalboxException.invalid("q", "must have at most " + MAX_LENGTH + " characters");
    }
  }
}
