package signalbox.infrastructure.timescale.metric;

import java.util.Arrays;

/** Points of one series as columns, in the order of storing. Grows; used by one thread. */
final class PointColumns {
  private static final int FIRST_CAPACITY = 32;

  long[] step;
  long[] micros;
  double[] value;
  long[] sequence;
  long[] ordinal;
  int size;

  PointColumns() {
    this(FIRST_CAPACITY);
  }

  PointColumns(int capacity) {
    step = new long[capacity];
    micros = new long[capacity];
    value = new double[capacity];
    sequence = new long[capacity];
    ordinal = new long[capacity];
  }

  void add(long pointStep, long pointMicros, double pointValue, long event, long place) {
    reserve(1);
    step[size] = pointStep;
    micros[size] = pointMicros;
    value[size] = pointValue;
    sequence[size] = event;
    ordinal[size] = place;
    size++;
  }

  /** Makes room for so many more. */
  void reserve(int more) {
    if (size + more > step.length) {
      int capacity = Math.max(size + more, step.length * 2);
      step = Arrays.copyOf(step, capacity);
      micros = Arrays.copyOf(micros, capacity);
      value = Arrays.copyOf(value, capacity);
      sequence = Arrays.copyOf(sequence, capacity);
      ordinal = Arrays.copyOf(ordinal, capacity);
    }
  }
}
