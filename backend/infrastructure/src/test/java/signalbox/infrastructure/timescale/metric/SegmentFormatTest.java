package signalbox.infrastructure.timescale.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentFormatTest {
  @Test
  void readsWhatItWroteWhateverTheNumbers() {
    Random random = new Random(1);
    for (int round = 0; round < 200; round++) {
      PointColumns points = random(random, random.nextInt(300));
      int from = points.size == 0 ? 0 : random.nextInt(points.size);
      byte[] bytes = SegmentFormat.encode(points, from, points.size);
      assertThat(SegmentFormat.count(bytes)).isEqualTo(points.size - from);
      PointColumns read = new PointColumns(0);
      SegmentFormat.decode(bytes, read);
      assertThat(read.size).isEqualTo(points.size - from);
      same(read.step, points.step, from, points.size);
      same(read.micros, points.micros, from, points.size);
      same(read.sequence, points.sequence, from, points.size);
      same(read.ordinal, points.ordinal, from, points.size);
      assertThat(Arrays.copyOf(read.value, read.size))
          .containsExactly(Arrays.copyOfRange(points.value, from, points.size));
    }
  }

  private static void same(long[] read, long[] written, int from, int to) {
    assertThat(Arrays.copyOf(read, to - from))
        .containsExactly(Arrays.copyOfRange(written, from, to));
  }

  private static PointColumns random(Random random, int size) {
    PointColumns points = new PointColumns();
    long step = random.nextInt(4) == 0 ? Long.MIN_VALUE : 0;
    for (int i = 0; i < size; i++) {
      step = random.nextInt(50) == 0 ? random.nextLong() : step + 1;
      points.add(
          step,
          1_700_000_000_000_000L + i * 100_000L + random.nextInt(1_000),
          random.nextInt(9) == 0 ? Double.NaN : random.nextGaussian(),
          i / 3,
          random.nextInt(2) == 0 ? 0 : i);
    }
    return points;
  }

  @Test
  void takesAPointOfARegularSeriesInTenBytes() {
    PointColumns points = new PointColumns();
    for (int i = 0; i < 4096; i++) {
      points.add(i, 1_700_000_000_000_000L + i * 100_000L, Math.sin(i), i, 3);
    }
    assertThat(SegmentFormat.encode(points, 0, 4096).length).isLessThan(4096 * 10);
  }

  @Test
  void readsThePlainFormThatTheMigrationWrites() {
    ByteBuffer bytes = ByteBuffer.allocate(5 + 2 * 40).put((byte) 0).putInt(2);
    bytes.putLong(-1).putLong(7).putLong(10).putLong(20).putDouble(0.5).putDouble(Double.NaN);
    bytes.putLong(3).putLong(4).putLong(0).putLong(1);
    PointColumns read = new PointColumns();
    SegmentFormat.decode(bytes.array(), read);
    assertThat(Arrays.copyOf(read.step, 2)).containsExactly(-1, 7);
    assertThat(Arrays.copyOf(read.micros, 2)).containsExactly(10, 20);
    assertThat(Arrays.copyOf(read.value, 2)).containsExactly(0.5, Double.NaN);
    assertThat(Arrays.copyOf(read.sequence, 2)).containsExactly(3, 4);
    assertThat(Arrays.copyOf(read.ordinal, 2)).containsExactly(0, 1);
  }

  @Test
  void refusesAFormatThatItDoesNotKnow() {
    assertThatThrownBy(() -> SegmentFormat.decode(new byte[] {9, 0, 0, 0, 1}, new PointColumns()))
        .isInstanceOf(IllegalStateException.class);
  }
}
