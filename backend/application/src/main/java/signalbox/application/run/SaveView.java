package signalbox.application.run;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.project.ProjectId;

/**
 * Saves a view, a new one or a change; null leaves a part as it is. A view of the team needs the
 * role editor, one's own the role viewer.
 *
 * @param id null for a new one
 * @param state a JSON object
 */
public record SaveView(
    ProjectId project,
    @Nullable UUID id,
    @Nullable String name,
    @Nullable Boolean team,
    @Nullable String state,
    @Nullable Boolean standard) {
  public static final int MAX_NAME = 100;
  public static final int MAX_STATE_BYTES = 16 * 1024;

  public SaveView {
    if (name != null) {
      name = name.strip();
      if (name.isEmpty()
          || name.length() > MAX_NAME
          || name.chars().anyMatch(Character::isISOControl)) {
        throw SignalboxException.invalid(
            "name", "must have from 1 to " + MAX_NAME + " plain characters");
      }
    }
    if (state != null && state.getBytes(StandardCharsets.UTF_8).length > MAX_STATE_BYTES) {
      throw SignalboxException.invalid("state", "must have at most 16 KiB");
    }
  }
}
