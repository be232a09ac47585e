package signalbox.application.run;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.RunId;

/**
 * Changes what people may change of a run; null leaves a part as it is. Needs the role editor.
 *
 * @param notes Markdown; empty removes them
 */
public record ChangeRun(
    RunId run, @Nullable String name, @Nullable List<String> tags, @Nullable String notes) {
  public static final int MAX_NAME = 200;
  public static final int MAX_NOTES_BYTES = 64 * 1024;

  public ChangeRun {
    if (name != null) {
      name = name.strip();
      if (name.isEmpty() || name.length() > MAX_NAME || hasControl(name)) {
        throw SignalboxException.invalid(
            ErrorCode.RUN_INVALID, "name", "must have from 1 to " + MAX_NAME + " plain characters");
      }
    }
    if (tags != null) {
      tags = RunTags.checked(tags);
    }
    if (notes != null
        && (notes.indexOf(0) >= 0
            || notes.getBytes(StandardCharsets.UTF_8).length > MAX_NOTES_BYTES)) {
      throw SignalboxException.invalid(
          ErrorCode.RUN_INVALID, "notes", "must have at most 64 KiB and no NUL");
    }
  }

  private static boolean hasControl(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }
}
