package signalbox.domain.study;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A range as somebody asks for it: not checked.
 *
 * @param type {@code float}, {@code integer} or {@code categorical}
 * @param choices may hold {@code null}
 */
public record AskedRange(
    @Nullable String type,
    @Nullable Double low,
    @Nullable Double high,
    @Nullable Double step,
    @Nullable Boolean log,
    @Nullable List<Object> choices) {
  public AskedRange {
    choices = choices == null ? null : Collections.unmodifiableList(new ArrayList<>(choices));
  }

  /** What was asked for when it became this range. */
  public static AskedRange of(SearchRange range) {
    return switch (range) {
      case SearchRange.Real real ->
          new AskedRange(SearchSpace.FLOAT, real.low(), real.high(), real.step(), real.log(), null);
      case SearchRange.Whole whole ->
          new AskedRange(
              SearchSpace.INTEGER,
              (double) whole.low(),
              (double) whole.high(),
              (double) whole.step(),
              whole.log(),
              null);
      case SearchRange.Choice choice ->
          new AskedRange(SearchSpace.CATEGORICAL, null, null, null, null, choice.values());
    };
  }
}
