package signalbox.application.run;

import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.run.RunFilterCaret;

/**
 * What can stand at a place of a filter: each of them instead of {@code from} to {@code to}.
 *
 * @param expects what all of them are
 */
public record FilterWords(int from, int to, RunFilterCaret.Expects expects, List<Item> items) {
  public FilterWords {
    items = List.copyOf(items);
  }

  /** What an item is. The lower-case name is the public word. */
  public enum Kind {
    ATTRIBUTE,
    METRIC,
    PARAM,
    OPERATOR,
    VALUE,
    JOINER
  }

  /**
   * One of them.
   *
   * @param text as it is to be written
   * @param label as it is to be shown
   * @param runs how many runs have it; null when nobody counted
   */
  public record Item(String text, String label, Kind kind, @Nullable Long runs) {}
}
