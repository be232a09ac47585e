package signalbox.application.run;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/** The rules of tags. */
final class RunTags {
  static final int MAX_TAGS = 50;
  static final int MAX_LENGTH = 100;

  private RunTags() {}

  /**
   * Without blanks around them and without repeats, in their order.
   *
   * @throws SignalboxException {@code run.invalid} with the field at fault
   */
  static List<String> checked(List<String> tags) {
    SequencedSet<String> checked = new LinkedHashSet<>();
    for (int i = 0; i < tags.size(); i++) {
      String tag = tags.get(i).strip();
      if (tag.isEmpty()
          || tag.length() > MAX_LENGTH
          || tag.chars().anyMatch(Character::isISOControl)) {
        throw SignalboxException.invalid(
            ErrorCode.RUN_INVALID,
            "tags[" + i + "]",
            "must have from 1 to " + MAX_LENGTH + " plain characters");
      }
      checked.add(tag);
    }
    return bounded(new ArrayList<>(checked));
  }

  /**
   * @throws SignalboxException {@code run.invalid} when the run would have too many
   */
  static List<String> with(List<String> tags, List<String> added) {
    SequencedSet<String> all = new LinkedHashSet<>(tags);
    all.addAll(added);
    return bounded(new ArrayList<>(all));
  }

  private static List<String> bounded(List<String> tags) {
    if (tags.size() > MAX_TAGS) {
      throw SignalboxException.invalid(
          ErrorCode.RUN_INVALID, "tags", "at most " + MAX_TAGS + " on a run");
    }
    return tags;
  }
}
