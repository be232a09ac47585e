package signalbox.domain.log;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A set of line numbers as ranges that neither touch nor overlap, ascending. Immutable. Every
 * operation takes time in the number of ranges, not of lines.
 */
public final class LineRanges {
  public static final LineRanges EMPTY = new LineRanges(List.of());

  private final List<LineRange> ranges;

  private LineRanges(List<LineRange> ranges) {
    this.ranges = ranges;
  }

  public static LineRanges of(long from, long to) {
    return new LineRanges(List.of(new LineRange(from, to)));
  }

  /** Ranges in any order, which may overlap. */
  public static LineRanges of(Collection<LineRange> some) {
    List<LineRange> sorted =
        some.stream().sorted((a, b) -> Long.compare(a.from(), b.from())).toList();
    List<LineRange> joined = new ArrayList<>(sorted.size());
    for (LineRange next : sorted) {
      append(joined, next.from(), next.to());
    }
    return joined.isEmpty() ? EMPTY : new LineRanges(List.copyOf(joined));
  }

  /** Single numbers in any order, which may repeat. */
  public static LineRanges ofNumbers(long[] numbers) {
    long[] sorted = numbers.clone();
    java.util.Arrays.sort(sorted);
    List<LineRange> joined = new ArrayList<>();
    for (long number : sorted) {
      append(joined, number, number);
    }
    return joined.isEmpty() ? EMPTY : new LineRanges(List.copyOf(joined));
  }

  /** Joins a range to the last one when they touch. */
  private static void append(List<LineRange> joined, long from, long to) {
    if (!joined.isEmpty() && from <= joined.getLast().to() + 1) {
      LineRange last = joined.removeLast();
      joined.add(new LineRange(last.from(), Math.max(last.to(), to)));
    } else {
      joined.add(new LineRange(from, to));
    }
  }

  /** Ascending. */
  public List<LineRange> ranges() {
    return ranges;
  }

  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** How many numbers. */
  public long lines() {
    long sum = 0;
    for (LineRange range : ranges) {
      sum += range.lines();
    }
    return sum;
  }

  public boolean contains(long number) {
    int low = 0;
    int high = ranges.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      LineRange range = ranges.get(middle);
      if (number < range.from()) {
        high = middle - 1;
      } else if (number > range.to()) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  public LineRanges plus(LineRanges other) {
    if (other.isEmpty()) {
      return this;
    }
    if (isEmpty()) {
      return other;
    }
    List<LineRange> joined = new ArrayList<>(ranges.size() + other.ranges.size());
    int mine = 0;
    int theirs = 0;
    while (mine < ranges.size() || theirs < other.ranges.size()) {
      boolean takeMine =
          theirs == other.ranges.size()
              || (mine < ranges.size()
                  && ranges.get(mine).from() <= other.ranges.get(theirs).from());
      LineRange next = takeMine ? ranges.get(mine++) : other.ranges.get(theirs++);
      append(joined, next.from(), next.to());
    }
    return new LineRanges(List.copyOf(joined));
  }

  public LineRanges minus(LineRanges other) {
    if (isEmpty() || other.isEmpty()) {
      return this;
    }
    List<LineRange> left = new ArrayList<>(ranges.size());
    int theirs = 0;
    for (LineRange range : ranges) {
      long from = range.from();
      while (theirs < other.ranges.size() && other.ranges.get(theirs).to() < from) {
        theirs++;
      }
      int at = theirs;
      while (from <= range.to()
          && at < other.ranges.size()
          && other.ranges.get(at).from() <= range.to()) {
        LineRange hole = other.ranges.get(at);
        if (hole.from() > from) {
          left.add(new LineRange(from, hole.from() - 1));
        }
        from = Math.max(from, hole.to() + 1);
        at++;
      }
      if (from <= range.to()) {
        left.add(new LineRange(from, range.to()));
      }
    }
    return left.isEmpty() ? EMPTY : new LineRanges(List.copyOf(left));
  }

  public LineRanges intersect(LineRanges other) {
    return minus(minus(other));
  }

  /** The first ranges, at most so many of them and with at most so many numbers in all. */
  public LineRanges first(int maxRanges, long maxLines) {
    List<LineRange> some = new ArrayList<>();
    long left = maxLines;
    for (LineRange range : ranges) {
      if (some.size() == maxRanges || left <= 0) {
        break;
      }
      LineRange part = new LineRange(range.from(), Math.min(range.to(), range.from() + left - 1));
      some.add(part);
      left -= part.lines();
    }
    return some.isEmpty() ? EMPTY : new LineRanges(List.copyOf(some));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LineRanges set && ranges.equals(set.ranges);
  }

  @Override
  public int hashCode() {
    return ranges.hashCode();
  }

  @Override
  public String toString() {
    return ranges.toString();
  }
}
