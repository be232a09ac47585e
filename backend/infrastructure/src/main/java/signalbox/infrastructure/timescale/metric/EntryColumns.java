package signalbox.infrastructure.timescale.metric;

import java.nio.ByteBuffer;
import java.util.Arrays;
import signalbox.application.metric.Entries;
import signalbox.application.metric.PointRange;
import signalbox.application.metric.StableOrder;

/** Gathers the entries of one series while its segments are read. Used by one thread. */
final class EntryColumns {
  private long[] step;
  private long[] micros;
  private double[] min;
  private double[] max;
  private double[] last;
  private int[] points;
  private final boolean blocks;
  private int size;

  /**
   * @param capacity about how many there will be
   * @param blocks some entries may be blocks of points
   */
  EntryColumns(int capacity, boolean blocks) {
    this.blocks = blocks;
    step = new long[capacity];
    micros = new long[capacity];
    last = new double[capacity];
    min = blocks ? new double[capacity] : last;
    max = blocks ? new double[capacity] : last;
    points = new int[blocks ? capacity : 0];
  }

  private void reserve(int more) {
    if (size + more > step.length) {
      int capacity = Math.max(size + more, step.length * 2);
      step = Arrays.copyOf(step, capacity);
      micros = Arrays.copyOf(micros, capacity);
      last = Arrays.copyOf(last, capacity);
      min = blocks ? Arrays.copyOf(min, capacity) : last;
      max = blocks ? Arrays.copyOf(max, capacity) : last;
      points = blocks ? Arrays.copyOf(points, capacity) : points;
    }
  }

  /** The points of a segment that are in the range. */
  void addContent(byte[] content, PointRange range) {
    reserve(SegmentFormat.count(content));
    int from = size;
    int to = from + SegmentFormat.decode(content, step, micros, last, from);
    for (int i = from; i < to; i++) {
      if (range.contains(step[i], micros[i])) {
        step[size] = step[i];
        micros[size] = micros[i];
        last[size] = last[i];
        if (blocks) {
          min[size] = last[i];
          max[size] = last[i];
          points[size] = 1;
        }
        size++;
      }
    }
  }

  /** The blocks of a segment that lies wholly in the range. */
  void addBlocks(byte[] content, int pointsInSegment, int blockSize) {
    int count = SegmentFormat.blockCount(content);
    reserve(count);
    ByteBuffer buffer = ByteBuffer.wrap(content);
    for (int i = 0; i < count; i++) {
      SegmentFormat.block(buffer, i, step, micros, min, max, last, size);
      points[size++] = Math.min(blockSize, pointsInSegment - i * blockSize);
    }
  }

  /** What was gathered, in the order of steps. */
  Entries entries() {
    if (blocks) {
      return new Entries(size, step, micros, min, max, last, points);
    }
    for (int i = 1; i < size; i++) {
      if (step[i] < step[i - 1]) {
        int[] order = StableOrder.of(step, size);
        return Entries.ofPoints(
            size,
            StableOrder.pick(step, order),
            StableOrder.pick(micros, order),
            StableOrder.pick(last, order));
      }
    }
    return Entries.ofPoints(size, step, micros, last);
  }
}
