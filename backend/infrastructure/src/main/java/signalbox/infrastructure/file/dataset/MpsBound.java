package signalbox.infrastructure.file.dataset;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a line of BOUNDS can say of a column. */
enum MpsBound {
  UP,
  LO,
  FX,
  /** From minus to plus infinity. */
  FR,
  MI,
  PL,
  /** Binary. */
  BV,
  /** An upper bound of an integer column. */
  UI,
  /** A lower bound of an integer column. */
  LI,
  /** Semicontinuous: 0, or within its bounds. */
  SC,
  /** The same of an integer column. */
  SI;

  // What is remembered of a column, as far as it tells whether the column is binary.
  static final int INTEGER = 1;
  private static final int BOUNDED = 2;
  private static final int LOWER_IS_NOT_0 = 4;
  private static final int UPPER_IS_1 = 8;
  private static final int SEMICONTINUOUS = 16;

  static @Nullable MpsBound of(String word) {
    String upper = word.toUpperCase(Locale.ROOT);
    for (MpsBound bound : values()) {
      if (bound.name().equals(upper)) {
        return bound;
      }
    }
    return null;
  }

  /** Without a value the line means nothing. */
  boolean needsValue() {
    return switch (this) {
      case UP, LO, FX, UI, LI -> true;
      case FR, MI, PL, BV, SC, SI -> false;
    };
  }

  /** A value may stand behind the column. */
  boolean takesValue() {
    return needsValue() || this == SC || this == SI;
  }

  /** What is remembered of a column after this was said. */
  int after(int column, double value) {
    int note = column | BOUNDED;
    return switch (this) {
      case UP -> upper(note, value);
      case LO -> lower(note, value);
      case FX -> lower(upper(note, value), value);
      case FR -> (note | LOWER_IS_NOT_0) & ~UPPER_IS_1;
      case MI -> note | LOWER_IS_NOT_0;
      case PL -> note & ~UPPER_IS_1;
      case BV -> (note | INTEGER | UPPER_IS_1) & ~LOWER_IS_NOT_0;
      case UI -> upper(note, value) | INTEGER;
      case LI -> lower(note, value) | INTEGER;
      case SC -> note | SEMICONTINUOUS;
      case SI -> note | SEMICONTINUOUS | INTEGER;
    };
  }

  /** A lower bound of 0 gives way to a negative upper one. */
  private static int upper(int note, double value) {
    int one = value == 1 ? note | UPPER_IS_1 : note & ~UPPER_IS_1;
    return value < 0 ? one | LOWER_IS_NOT_0 : one;
  }

  private static int lower(int note, double value) {
    return value == 0 ? note & ~LOWER_IS_NOT_0 : note | LOWER_IS_NOT_0;
  }

  static boolean integer(int column) {
    return (column & INTEGER) != 0;
  }

  /** An integer column without any bound is binary: so solvers read the format. */
  static boolean binary(int column) {
    boolean unit = (column & (LOWER_IS_NOT_0 | UPPER_IS_1)) == UPPER_IS_1;
    return integer(column) && (column & SEMICONTINUOUS) == 0 && (unit || (column & BOUNDED) == 0);
  }
}
