package signalbox.domain.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import signalbox.domain.log.Ledger.Taken;

class LedgerTest {
  @Test
  void takesEachNumberOnceWhateverComes() {
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      TreeSet<Long> stored = new TreeSet<>();
      long highest = 0;
      LineRanges missing = LineRanges.EMPTY;
      for (int batch = 0; batch < 10; batch++) {
        Ledger ledger = new Ledger(highest, missing, null);
        long[] numbers = random.longs(random.nextInt(30), 1, 100).toArray();
        Arrays.sort(numbers);
        for (long number : numbers) {
          assertThat(ledger.take(number) == Taken.NEW)
              .as("%d in seed %d", number, seed)
              .isEqualTo(stored.add(number));
        }
        highest = ledger.highest();
        missing = ledger.missing();
        assertThat(highest).isEqualTo(stored.isEmpty() ? 0 : stored.last());
        assertThat(missing.lines()).isEqualTo(highest - stored.size());
        assertThat(stored).noneMatch(missing::contains);
      }
    }
  }

  @Test
  void refusesWhatTheSenderNeverHad() {
    Ledger ledger = new Ledger(2, LineRanges.EMPTY, new LogTotals(3, ""));
    assertThat(ledger.take(3)).isEqualTo(Taken.NEW);
    assertThat(ledger.take(4)).isEqualTo(Taken.REFUSED);
    assertThat(ledger.highest()).isEqualTo(3);
  }

  @Test
  void refusesTooManyGapsButFillsThoseItHas() {
    Ledger ledger = new Ledger(5, LineRanges.of(2, 3), null, 2);
    assertThat(ledger.take(2)).isEqualTo(Taken.NEW);
    assertThat(ledger.take(7)).isEqualTo(Taken.NEW);
    assertThat(ledger.take(8)).isEqualTo(Taken.NEW);
    assertThat(ledger.take(10)).isEqualTo(Taken.REFUSED);
    assertThat(ledger.missing().ranges()).containsExactly(new LineRange(3, 3), new LineRange(6, 6));
  }
}
