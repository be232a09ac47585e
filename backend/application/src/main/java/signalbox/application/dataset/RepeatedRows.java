package signalbox.application.dataset;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Counts rows that repeat an earlier one, by a 64-bit mark of each: two different rows of the first
 * million share one with a chance of about one in 40 million. Looks at the first million rows, for
 * memory's sake.
 */
final class RepeatedRows {
  static final int MAX_ROWS = 1_000_000;

  private long[] marks = new long[1024];
  private int kept;
  private long looked;
  private long repeated;

  void see(@Nullable String[] values) {
    if (looked >= MAX_ROWS) {
      return;
    }
    looked++;
    long mark = mark(values);
    if (2L * (kept + 1) > marks.length) {
      grow();
    }
    if (add(marks, mark)) {
      kept++;
    } else {
      repeated++;
    }
  }

  long looked() {
    return looked;
  }

  long count() {
    return repeated;
  }

  private void grow() {
    long[] larger = new long[marks.length * 2];
    Arrays.stream(marks).filter(mark -> mark != 0).forEach(mark -> add(larger, mark));
    marks = larger;
  }

  private static boolean add(long[] table, long mark) {
    int place = (int) (mark >>> 32) & (table.length - 1);
    while (table[place] != 0) {
      if (table[place] == mark) {
        return false;
      }
      place = (place + 1) & (table.length - 1);
    }
    table[place] = mark;
    return true;
  }

  private static long mark(@Nullable String[] values) {
    long hash = 0xcbf29ce484222325L;
    for (@Nullable String value : values) {
      hash = mix(hash ^ (value == null ? 0x5bd1e995L : value.length() + 0x100000001L));
      for (int i = 0; value != null && i < value.length(); i++) {
        hash = (hash ^ value.charAt(i)) * 0x100000001b3L;
      }
    }
    long mixed = mix(hash);
    return mixed == 0 ? 1 : mixed;
  }

  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
