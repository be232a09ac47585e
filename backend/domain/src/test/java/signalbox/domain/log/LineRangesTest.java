package signalbox.domain.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LineRangesTest {
  private static final int NUMBERS = 60;

  @Test
  void behavesAsASetOfNumbers() {
    for (long seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      NavigableSet<Long> left = new TreeSet<>();
      NavigableSet<Long> right = new TreeSet<>();
      LineRanges one = some(random, left);
      LineRanges other = some(random, right);
      assertSame(seed, one, left);
      assertSame(seed, one.plus(other), union(left, right));
      assertSame(seed, one.minus(other), without(left, right));
      assertSame(seed, one.intersect(other), without(left, without(left, right)));
      for (long number = -1; number <= NUMBERS; number++) {
        assertThat(one.contains(number))
            .as("%d in seed %d", number, seed)
            .isEqualTo(left.contains(number));
      }
      int most = random.nextInt(5);
      long lines = random.nextInt(20);
      LineRanges first = one.first(most, lines);
      assertThat(first.lines()).isLessThanOrEqualTo(lines);
      assertThat(first.ranges().size()).isLessThanOrEqualTo(most);
      assertThat(first.minus(one).isEmpty()).isTrue();
    }
  }

  @Test
  void readsNumbersInAnyOrder() {
    assertThat(LineRanges.ofNumbers(new long[] {5, 1, 2, 2, 4}).ranges())
        .containsExactly(new LineRange(1, 2), new LineRange(4, 5));
  }

  @Test
  void aRangeDoesNotEndBeforeItsBegin() {
    assertThatThrownBy(() -> new LineRange(2, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static LineRanges some(Random random, NavigableSet<Long> numbers) {
    List<LineRange> ranges = new ArrayList<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      long from = random.nextInt(NUMBERS - 10);
      long to = from + random.nextInt(10);
      ranges.add(new LineRange(from, to));
      for (long number = from; number <= to; number++) {
        numbers.add(number);
      }
    }
    return LineRanges.of(ranges);
  }

  private static NavigableSet<Long> union(NavigableSet<Long> left, NavigableSet<Long> right) {
    NavigableSet<Long> all = new TreeSet<>(left);
    all.addAll(right);
    return all;
  }

  private static NavigableSet<Long> without(NavigableSet<Long> left, NavigableSet<Long> right) {
    NavigableSet<Long> all = new TreeSet<>(left);
    all.removeAll(right);
    return all;
  }

  /** The same numbers, and the one way to write them. */
  private static void assertSame(long seed, LineRanges ranges, NavigableSet<Long> numbers) {
    assertThat(ranges)
        .as("seed %d", seed)
        .isEqualTo(LineRanges.ofNumbers(numbers.stream().mapToLong(Long::longValue).toArray()));
    assertThat(ranges.lines()).as("seed %d", seed).isEqualTo(numbers.size());
    for (int i = 1; i < ranges.ranges().size(); i++) {
      assertThat(ranges.ranges().get(i).from()).isGreaterThan(ranges.ranges().get(i - 1).to() + 1);
    }
  }
}
