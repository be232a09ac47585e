package signalbox.application.dataset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the different values of a column: exactly up to a bound, then with HyperLogLog, and the
 * frequent ones by space-saving. Bounded memory; used by one thread.
 */
final class DistinctValues {
  private static final int TOP = 10;
  private static final int COUNTERS = 64;
  private static final int MAX_VALUE_COUNTS = 200;
  private static final int REGISTER_BITS = 12;
  private static final int REGISTERS = 1 << REGISTER_BITS;

  private final int bound;
  private Map<String, Counter> counters = new HashMap<>();
  private byte @Nullable [] registers;

  /**
   * @param bound up to so many different values are counted exactly
   */
  DistinctValues(int bound) {
    this.bound = bound;
  }

  private static final class Counter {
    long count;
    long error;
  }

  void add(String value) {
    Counter counter = counters.get(value);
    if (counter != null) {
      counter.count++;
    } else if (registers != null) {
      replaceSmallest(value);
    } else {
      counter = new Counter();
      counter.count = 1;
      counters.put(value, counter);
      if (counters.size() > bound) {
        estimateFromNowOn();
      }
    }
    if (registers != null) {
      register(value);
    }
  }

  boolean exact() {
    return registers == null;
  }

  long count() {
    byte[] filled = registers;
    if (filled == null) {
      return counters.size();
    }
    double sum = 0;
    int zeros = 0;
    for (byte register : filled) {
      sum += Math.scalb(1.0, -register);
      zeros += register == 0 ? 1 : 0;
    }
    double estimate = (0.7213 / (1 + 1.079 / REGISTERS)) * REGISTERS * REGISTERS / sum;
    if (estimate <= 2.5 * REGISTERS && zeros > 0) {
      estimate = REGISTERS * Math.log((double) REGISTERS / zeros);
    }
    return Math.max(bound + 1L, Math.round(estimate));
  }

  /** Most frequent first; counts are lower bounds once values are estimated. */
  List<TableProfile.ValueCount> top() {
    return sorted(TOP).stream().filter(value -> value.count() > 0).toList();
  }

  /** Every value with its exact count when they are few, else empty. */
  List<TableProfile.ValueCount> all() {
    return exact() && counters.size() <= MAX_VALUE_COUNTS ? sorted(MAX_VALUE_COUNTS) : List.of();
  }

  private List<TableProfile.ValueCount> sorted(int limit) {
    return counters.entrySet().stream()
        .map(entry ->
            new TableProfile.ValueCount(
                entry.getKey(), entry.getValue().count - entry.getValue().error))
        .sorted(
            Comparator.comparingLong(TableProfile.ValueCount::count)
                .reversed()
                .thenComparing(TableProfile.ValueCount::value))
        .limit(limit)
        .toList();
  }

  private void estimateFromNowOn() {
    registers = new byte[REGISTERS];
    List<Map.Entry<String, Counter>> all = new ArrayList<>(counters.entrySet());
    all.forEach(entry -> register(entry.getKey()));
    all.sort(
        Comparator.comparingLong((Map.Entry<String, Counter> e) -> e.getValue().count).reversed());
    Map<String, Counter> kept = new HashMap<>();
    all.stream().limit(COUNTERS).forEach(entry -> kept.put(entry.getKey(), entry.getValue()));
    counters = kept;
  }

  private void replaceSmallest(String value) {
    if (counters.size() < COUNTERS) {
      Counter counter = new Counter();
      counter.count = 1;
      counters.put(value, counter);
      return;
    }
    Map.Entry<String, Counter> smallest = null;
    for (Map.Entry<String, Counter> entry : counters.entrySet()) {
      if (smallest == null || entry.getValue().count < smallest.getValue().count) {
        smallest = entry;
      }
    }
    if (smallest == null) {
      return;
    }
    Counter counter = smallest.getValue();
    counters.remove(smallest.getKey());
    counter.error = counter.count;
    counter.count++;
    counters.put(value, counter);
  }

  private void register(String value) {
    byte[] filled = registers;
    if (filled == null) {
      return;
    }
    long hash = hash(value);
    int index = (int) (hash >>> (Long.SIZE - REGISTER_BITS));
    int rank = Long.numberOfLeadingZeros((hash << REGISTER_BITS) | (1L << (REGISTER_BITS - 1))) + 1;
    if (rank > filled[index]) {
      filled[index] = (byte) rank;
    }
  }

  /** FNV-1a with the finisher of SplitMix64. */
  private static long hash(String value) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < value.length(); i++) {
      hash = (hash ^ value.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    return hash ^ (hash >>> 31);
  }
}
