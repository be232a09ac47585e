package signalbox.infrastructure.timescale.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import signalbox.domain.log.LineRange;
import signalbox.domain.log.LineRanges;
import signalbox.infrastructure.timescale.log.BatchIndex.Batch;
import signalbox.infrastructure.timescale.log.BatchIndex.Window;

class BatchIndexTest {
  @Test
  void windowsGiveEveryWantedLineOnceAndInOrder() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      Map<Long, List<Long>> linesOf = new HashMap<>();
      List<Batch> batches = batches(random, linesOf);
      long from = 1L + random.nextInt(100);
      long to = from + random.nextInt(200);
      LineRanges wanted =
          random.nextBoolean()
              ? LineRanges.of(from, to)
              : LineRanges.of(
                  List.of(new LineRange(from, from + 3), new LineRange(from + 50, from + 59L)));
      boolean backwards = random.nextBoolean();
      List<Long> read = new ArrayList<>();
      BatchIndex index = new BatchIndex(batches, wanted, backwards);
      long edge = backwards ? Long.MAX_VALUE : Long.MIN_VALUE;
      while (index.hasNext()) {
        Window window = index.next(1 + random.nextInt(30));
        assertThat(backwards ? window.to() < edge : window.from() > edge).isTrue();
        edge = backwards ? window.from() : window.to();
        List<Long> here = new ArrayList<>();
        for (Batch batch : window.batches()) {
          linesOf.getOrDefault(batch.id(), List.of()).stream()
              .filter(seq -> seq >= window.from() && seq <= window.to())
              .filter(wanted::contains)
              .forEach(here::add);
        }
        here.sort(backwards ? Collections.reverseOrder() : null);
        read.addAll(here);
      }
      List<Long> expected =
          new ArrayList<>(
              linesOf.values().stream()
                  .flatMap(List::stream)
                  .filter(wanted::contains)
                  .sorted()
                  .toList());
      if (backwards) {
        Collections.reverse(expected);
      }
      assertThat(read).as("seed %s", seed).isEqualTo(expected);
    }
  }

  @Test
  void readsNothingWithoutBatches() {
    assertThat(new BatchIndex(List.of(), LineRanges.of(1, 9), false).hasNext()).isFalse();
  }

  /** Lines arrive in disorder, some of them much later, as after resends; some are missing. */
  private static List<Batch> batches(Random random, Map<Long, List<Long>> linesOf) {
    List<Long> arrival = new ArrayList<>(LongStream.rangeClosed(1, 300).boxed().toList());
    for (int from = 0; from + 60 <= arrival.size(); from += 30) {
      Collections.shuffle(arrival.subList(from, from + 60), random);
    }
    arrival.removeIf(seq -> random.nextInt(10) == 0);
    List<Batch> batches = new ArrayList<>();
    for (int from = 0; from < arrival.size(); ) {
      int to = Math.min(arrival.size(), from + 1 + random.nextInt(20));
      List<Long> lines = arrival.subList(from, to);
      long id = batches.size() + 1L;
      linesOf.put(id, lines);
      batches.add(
          new Batch(id, Collections.min(lines), Collections.max(lines), lines.size(), id * 1000));
      from = to;
    }
    Collections.shuffle(batches, random);
    return batches;
  }
}
