package signalbox.application.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import signalbox.application.log.LogRepository.Appended;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogLine;

class RecentLinesTest {
  private final LogId log = new LogId(UUID.randomUUID());
  private final LogAttemptId first = new LogAttemptId(log, 1);
  private final LogAttemptId second = new LogAttemptId(log, 2);
  private final RecentLines recent = new RecentLines(100_000);

  @Test
  void givesWhatFollowsAPositionOverBatchesAndAttempts() {
    recent.add(stored(first, 11, 15));
    recent.add(stored(second, 16, 18));
    recent.add(stored(first, 19, 20));
    assertThat(positions(10, 100))
        .containsExactly(11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L, 20L);
    assertThat(positions(13, 4)).containsExactly(14L, 15L, 16L, 17L);
    assertThat(recent.after(log, 15, 4)).extracting(ReadLine::attempt).containsExactly(2, 2, 2, 1);
  }

  @Test
  void givesNothingWhenTheNextLineIsNotHere() {
    recent.add(stored(first, 11, 15));
    assertThat(positions(9, 100)).isEmpty();
    assertThat(positions(0, 100)).isEmpty();
    assertThat(positions(15, 100)).isEmpty();
    assertThat(positions(99, 100)).isEmpty();
    assertThat(recent.after(new LogId(UUID.randomUUID()), 0, 100)).isEmpty();
  }

  @Test
  void endsBeforeWhatAnotherProcessStored() {
    recent.add(stored(first, 1, 3));
    recent.add(stored(first, 7, 9));
    assertThat(positions(1, 100)).containsExactly(2L, 3L);
    assertThat(positions(3, 100)).isEmpty();
    assertThat(positions(6, 100)).containsExactly(7L, 8L, 9L);
  }

  @Test
  void forgetsTheOldestOfAllLogsWhenThereIsTooMuch() {
    LogAttemptId other = new LogAttemptId(new LogId(UUID.randomUUID()), 1);
    recent.add(stored(other, 1, 1));
    for (int i = 0; i < 50; i++) {
      recent.add(stored(first, 20 * i + 1, 20 * i + 20));
    }
    assertThat(recent.after(other.log(), 0, 10)).isEmpty();
    assertThat(positions(0, 10)).isEmpty();
    // About 200 bytes a line: some 500 of the last 1000 are kept.
    assertThat(positions(800, 1000)).hasSize(200);
  }

  @Test
  void neverKeepsMoreThanItMayEvenForOneBatch() {
    recent.add(stored(first, 1, 10_000));
    assertThat(positions(0, 10)).isEmpty();
    recent.add(stored(first, 10_001, 10_002));
    assertThat(positions(10_000, 10)).containsExactly(10_001L, 10_002L);
  }

  private List<Long> positions(long after, int limit) {
    return recent.after(log, after, limit).stream().map(ReadLine::position).toList();
  }

  private static Appended stored(LogAttemptId attempt, long from, long to) {
    List<LogLine> lines =
        LongStream.rangeClosed(from, to)
            .mapToObj(seq -> new LogLine(seq, seq, 6, LineStream.LOG, "", "", "x", null, 0))
            .toList();
    return new Appended(attempt, lines, 0, 0, to);
  }
}
