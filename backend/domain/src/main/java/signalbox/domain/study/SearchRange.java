package signalbox.domain.study;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values that a searched parameter may have. */
public sealed interface SearchRange {
  /** True when it is one of the values; {@code null} may be one among choices. */
  boolean holds(@Nullable Object value);

  /**
   * Values to try against a schema: the bounds and one between them, or every choice.
   *
   * @return plain JSON values; {@code null} may be one among choices
   */
  List<Object> samples();

  /**
   * Numbers.
   *
   * @param step between two values, counted from {@code low}; null when every number is one
   * @param log sampled evenly in the logarithm; {@code low} is positive then
   */
  record Real(double low, double high, @Nullable Double step, boolean log) implements SearchRange {
    /** Where a sample lies between the bounds: nobody writes a whole number there by chance. */
    private static final double BETWEEN = 0.381966;

    /** How far from a step a number may lie that was written in decimal digits. */
    private static final double TOLERANCE = 1e-8;

    @Override
    public boolean holds(@Nullable Object value) {
      if (!(value instanceof Number written)) {
        return false;
      }
      double number = written.doubleValue();
      if (!(number >= low && number <= high)) {
        return false;
      }
      if (step == null) {
        return true;
      }
      double steps = (number - low) / step;
      return Math.abs(steps - Math.rint(steps)) <= TOLERANCE * Math.max(1, Math.abs(steps));
    }

    @Override
    public List<Object> samples() {
      double between = step == null ? low + (high - low) * BETWEEN : Math.min(low + step, high);
      return List.of(low, high, between);
    }
  }

  /**
   * Whole numbers.
   *
   * @param step between two values, counted from {@code low}; at least 1
   * @param log sampled evenly in the logarithm; {@code low} is at least 1 then
   */
  record Whole(long low, long high, long step, boolean log) implements SearchRange {
    @Override
    public boolean holds(@Nullable Object value) {
      if (!(value instanceof Number written)) {
        return false;
      }
      long number = written.longValue();
      if (written.doubleValue() != (double) number) {
        return false;
      }
      return number >= low && number <= high && (number - low) % step == 0;
    }

    @Override
    public List<Object> samples() {
      return List.of(low, high, Math.min(low + step, high));
    }
  }

  /**
   * One of some values.
   *
   * @param values texts, numbers, truth values and {@code null}, each once; one at least
   */
  record Choice(List<Object> values) implements SearchRange {
    public Choice {
      values = Collections.unmodifiableList(new ArrayList<>(values));
    }

    @Override
    public boolean holds(@Nullable Object value) {
      return values.stream().anyMatch(choice -> same(choice, value));
    }

    @Override
    public List<Object> samples() {
      return values;
    }

    /** 1 and 1.0 are the same value; 1 and {@code true} are not. */
    static boolean same(@Nullable Object one, @Nullable Object other) {
      if (one instanceof Number a && other instanceof Number b) {
        return a.doubleValue() == b.doubleValue();
      }
      return one == null ? other == null : one.equals(other);
    }
  }
}
