package signalbox.application.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import signalbox.application.log.LogRepository.Appended;
import signalbox.application.log.LogRepository.AttemptLines;
import signalbox.application.log.LogRepository.Due;
import signalbox.application.log.LogRepository.Sealing;
import signalbox.domain.log.LevelCounts;
import signalbox.domain.log.LineRange;
import signalbox.domain.log.LineRanges;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogAttempt;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogLine;
import signalbox.domain.log.LogTotals;
import signalbox.domain.log.Seal;
import signalbox.domain.project.ProjectId;

/** What every store of lines must do. */
public abstract class LogRepositoryContract {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");
  private static final Duration LEASE = Duration.ofSeconds(10);

  private final ProjectId project = new ProjectId(UUID.randomUUID());
  private final LogAttemptId attempt = new LogAttemptId(new LogId(UUID.randomUUID()), 1);
  private final LogAttemptId second = new LogAttemptId(attempt.log(), 2);

  /** The store under test; it may hold logs of others. */
  protected abstract LogRepository logs();

  @Test
  void storesEveryLineOnce() {
    assertThat(Outcome.of(append(1, 2, 3))).isEqualTo(new Outcome(attempt, 3, 0, 0, 3));
    assertThat(Outcome.of(append(2, 3, 4, 4))).isEqualTo(new Outcome(attempt, 1, 3, 0, 4));
    assertThat(numbers(attempt)).containsExactly(1L, 2L, 3L, 4L);
    assertThat(found().stored()).isEqualTo(4);
    assertThat(found().missing().isEmpty()).isTrue();
    assertThat(found().storedThrough()).isEqualTo(4);
  }

  @Test
  void tellsWhatIsNewInTheOrderOfStoring() {
    append(2);
    Appended appended = append(3, 2, 1, 4);
    assertThat(appended.lines()).containsExactly(line(1), line(3), line(4));
    assertThat(appended.firstPosition()).isEqualTo(2);
  }

  @Test
  void knowsWhatIsMissing() {
    append(7, 3);
    assertThat(found().missing())
        .isEqualTo(LineRanges.of(List.of(new LineRange(1, 2), new LineRange(4, 6))));
    assertThat(Outcome.of(append(5, 1, 7))).isEqualTo(new Outcome(attempt, 2, 1, 0, 4));
    assertThat(found().missing().ranges())
        .containsExactly(new LineRange(2, 2), new LineRange(4, 4), new LineRange(6, 6));
    assertThat(found().storedThrough()).isEqualTo(1);
    append(2, 4, 6);
    assertThat(found().missing().isEmpty()).isTrue();
    assertThat(numbers(attempt)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
  }

  @Test
  void endsTheSameWhateverTheOrder() {
    Random random = new Random(42);
    List<LogLine> lines = new ArrayList<>();
    for (long seq = 1; seq <= 500; seq++) {
      lines.add(line(seq));
      if (random.nextInt(20) == 0) {
        lines.add(line(seq));
      }
    }
    Collections.shuffle(lines, random);
    int stored = 0;
    int duplicates = 0;
    for (int from = 0; from < lines.size(); ) {
      int to = Math.min(lines.size(), from + 1 + random.nextInt(60));
      Appended appended =
          logs()
              .append(List.of(new AttemptLines(attempt, project, lines.subList(from, to))))
              .getFirst();
      stored += appended.stored();
      duplicates += appended.duplicates();
      assertThat(appended.lastPosition()).isEqualTo(stored);
      from = to;
    }
    assertThat(stored).isEqualTo(500);
    assertThat(duplicates).isEqualTo(lines.size() - 500);
    assertThat(found().missing().isEmpty()).isTrue();
    assertThat(read(attempt))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 500).mapToObj(this::line).toList());
  }

  @Test
  void keepsEveryByteOfALine() {
    LogLine odd =
        new LogLine(
            1,
            LogLine.MIN_TIME_MICROS,
            0,
            LineStream.STDERR,
            "größe",
            "p\u2028",
            "a\r\n\u001b[31m\ufffd🚂\u202e",
            new byte[] {0, (byte) 0xff, 'x'},
            Long.MAX_VALUE);
    LogLine last =
        new LogLine(2, LogLine.MAX_TIME_MICROS, 7, LineStream.STDOUT, "", "", "", null, 0);
    LogLine large = new LogLine(3, -1, 6, LineStream.LOG, "", "", "ü".repeat(131_072), null, 0);
    logs().append(List.of(new AttemptLines(attempt, project, List.of(odd, last, large))));
    assertThat(read(attempt)).containsExactly(odd, last, large);
  }

  @Test
  void positionsCountOverAllAttempts() {
    List<Appended> appended =
        logs()
            .append(
                List.of(
                    new AttemptLines(attempt, project, List.of(line(1), line(2))),
                    new AttemptLines(second, project, List.of(line(1)))));
    assertThat(appended)
        .extracting(Outcome::of)
        .containsExactly(new Outcome(attempt, 2, 0, 0, 2), new Outcome(second, 1, 0, 0, 3));
    assertThat(append(3).lastPosition()).isEqualTo(4);
    assertThat(logs().attempts(attempt.log()))
        .extracting(LogAttempt::id)
        .containsExactly(attempt, second);
  }

  @Test
  void countsLevelsAndKnowsTheFirstError() {
    logs()
        .append(
            List.of(
                new AttemptLines(
                    attempt, project, List.of(line(5, 3), line(6, 2), line(7, 4), line(8, 7)))));
    assertThat(found().firstErrorSeq()).isEqualTo(5);
    logs().append(List.of(new AttemptLines(attempt, project, List.of(line(3, 1), line(4, 5)))));
    assertThat(found().firstErrorSeq()).isEqualTo(3);
    assertThat(found().levels()).isEqualTo(new LevelCounts(2, 1, 1, 1, 1));
    assertThat(found().firstTime()).isEqualTo(line(3).time());
    assertThat(found().lastTime()).isEqualTo(line(8).time());
  }

  @Test
  void totalsTellWhatIsMissingAtTheEnd() {
    append(1, 3);
    enter(new LedgerEntry.Totals(attempt, null, new LogTotals(5, "ab")));
    assertThat(found().missing().ranges())
        .containsExactly(new LineRange(2, 2), new LineRange(4, 5));
    assertThat(found().totals()).isEqualTo(new LogTotals(5, "ab"));
    assertThat(Outcome.of(append(6))).isEqualTo(new Outcome(attempt, 0, 0, 1, 2));
    append(2, 4, 5);
    assertThat(found().missing().isEmpty()).isTrue();
  }

  @Test
  void totalsOfALogWithoutLines() {
    enter(new LedgerEntry.Started(attempt, project, "host:1"));
    enter(new LedgerEntry.Totals(attempt, null, new LogTotals(0, "00")));
    assertThat(found().missing().isEmpty()).isTrue();
    assertThat(found().totals()).isEqualTo(new LogTotals(0, "00"));
  }

  @Test
  void totalsBeginTheLedgerOfARunThatIsKnown() {
    enter(new LedgerEntry.Totals(attempt, null, new LogTotals(0, "00")));
    assertThat(logs().find(attempt)).isEmpty();
    enter(new LedgerEntry.Totals(attempt, project, new LogTotals(0, "00")));
    assertThat(found().totals()).isEqualTo(new LogTotals(0, "00"));
    assertThat(found().seal()).isEqualTo(Seal.OPEN);
    enter(new LedgerEntry.Started(attempt, project, "host:1"));
    assertThat(found().totals()).isEqualTo(new LogTotals(0, "00"));
    assertThat(found().instance()).isEqualTo("host:1");
  }

  @Test
  void manyEntriesAreMadeAtOnce() {
    LogAttemptId third = new LogAttemptId(attempt.log(), 3);
    LogAttemptId other = new LogAttemptId(new LogId(UUID.randomUUID()), 1);
    logs()
        .enter(
            List.of(
                new LedgerEntry.Started(attempt, project, "host:1"),
                new LedgerEntry.EndedBefore(attempt, NOON),
                new LedgerEntry.Ended(attempt, NOON.plusSeconds(1)),
                new LedgerEntry.Started(second, project, "host:2"),
                new LedgerEntry.EndedBefore(second, NOON.plusSeconds(2)),
                new LedgerEntry.Started(third, project, null),
                new LedgerEntry.EndedBefore(third, NOON.plusSeconds(3)),
                new LedgerEntry.Totals(other, project, new LogTotals(2, "ab")),
                new LedgerEntry.Started(other, project, "host:1"),
                new LedgerEntry.Ended(other, NOON.plusSeconds(4))));
    assertThat(logs().attempts(attempt.log()))
        .extracting(LogAttempt::instance, LogAttempt::endedAt)
        .containsExactly(
            tuple("host:1", NOON.plusSeconds(1)),
            tuple("host:2", NOON.plusSeconds(3)),
            tuple(null, null));
    LogAttempt ended = logs().find(other).orElseThrow();
    assertThat(ended.endedAt()).isEqualTo(NOON.plusSeconds(4));
    assertThat(ended.wanted()).isEqualTo(LineRanges.of(1, 2));
    assertThat(ended.seal()).isEqualTo(Seal.REPAIRING);
  }

  @Test
  void anEndIsNotedOnce() {
    enter(new LedgerEntry.Ended(attempt, NOON));
    assertThat(logs().find(attempt)).isEmpty();
    append(1);
    assertThat(found().seal()).isEqualTo(Seal.OPEN);
    enter(new LedgerEntry.Ended(attempt, NOON));
    enter(new LedgerEntry.Ended(attempt, NOON.plusSeconds(5)));
    assertThat(found().endedAt()).isEqualTo(NOON);
    assertThat(found().seal()).isEqualTo(Seal.REPAIRING);
  }

  @Test
  void aNewAttemptEndsThoseBefore() {
    append(1);
    enter(new LedgerEntry.Started(second, project, "host:2"));
    enter(new LedgerEntry.EndedBefore(second, NOON));
    assertThat(found().seal()).isEqualTo(Seal.REPAIRING);
    assertThat(logs().find(second).orElseThrow().seal()).isEqualTo(Seal.OPEN);
    assertThat(logs().find(second).orElseThrow().instance()).isEqualTo("host:2");
  }

  @Test
  void oneClaimantGetsWhatIsDue() {
    append(1, 4);
    enter(new LedgerEntry.Started(second, project, "host:2"));
    Instant now = NOON;
    assertThat(mine(logs().claimDue(now, LEASE, 1000))).containsExactly(attempt);
    assertThat(mine(logs().claimDue(now, LEASE, 1000))).isEmpty();
    assertThat(mine(logs().claimDue(now.plusSeconds(9), LEASE, 1000))).isEmpty();
    assertThat(mine(logs().claimDue(now.plusSeconds(10), LEASE, 1000))).containsExactly(attempt);
    logs().asked(attempt, now.plusSeconds(60));
    assertThat(mine(logs().claimDue(now.plusSeconds(59), LEASE, 1000))).isEmpty();
    enter(new LedgerEntry.Ended(second, NOON));
    List<Due> due = logs().claimDue(now.plusSeconds(60), LEASE, 1000);
    assertThat(mine(due)).containsExactlyInAnyOrder(attempt, second);
    assertThat(due)
        .filteredOn(one -> one.attempt().id().equals(attempt))
        .extracting(Due::tries)
        .containsExactly(1);
  }

  @Test
  void linesThatCameMakeTriesCountAnew() {
    enter(new LedgerEntry.Started(attempt, project, "host:1"));
    append(1, 4);
    logs().asked(attempt, NOON);
    logs().asked(attempt, NOON);
    append(5);
    assertThat(due(NOON).tries()).isEqualTo(2);
    append(2);
    assertThat(due(NOON.plus(LEASE)).tries()).isZero();
  }

  @Test
  void whatIsGoneIsNotWanted() {
    append(1, 5);
    logs().answered(attempt, "sent", LineRanges.of(3, 9), NOON.plusSeconds(3));
    assertThat(found().gone()).isEqualTo(LineRanges.of(3, 4));
    assertThat(found().wanted()).isEqualTo(LineRanges.of(2, 2));
    assertThat(mine(logs().claimDue(NOON, LEASE, 1000))).isEmpty();
    assertThat(due(NOON.plusSeconds(3)).outcome()).isEqualTo("sent");
    logs().answered(attempt, "sent", LineRanges.of(2, 2), NOON);
    assertThat(mine(logs().claimDue(NOON.plusSeconds(60), LEASE, 1000))).isEmpty();
    append(3);
    assertThat(found().gone().ranges()).containsExactly(new LineRange(2, 2), new LineRange(4, 4));
  }

  @Test
  void anAnswerInVainDoesNotHurryTheNextRequest() {
    append(2);
    for (int tries = 0; tries < LogRepository.TRIES_IN_VAIN; tries++) {
      logs().answered(attempt, "sent", LineRanges.EMPTY, NOON);
      assertThat(mine(logs().claimDue(NOON, LEASE, 1000))).containsExactly(attempt);
      logs().asked(attempt, NOON.plusSeconds(1000));
    }
    logs().answered(attempt, "sent", LineRanges.EMPTY, NOON);
    assertThat(mine(logs().claimDue(NOON, LEASE, 1000))).isEmpty();
  }

  @Test
  void anInstanceThatIsUpAgainIsAskedAtOnce() {
    String instance = "host:" + UUID.randomUUID();
    enter(new LedgerEntry.Started(attempt, project, instance));
    append(2);
    logs().asked(attempt, NOON.plusSeconds(1000));
    assertThat(mine(logs().claimDue(NOON, LEASE, 1000))).isEmpty();
    logs().instanceUp("another");
    assertThat(mine(logs().claimDue(NOON, LEASE, 1000))).isEmpty();
    logs().instanceUp(instance);
    assertThat(due(NOON).tries()).isZero();
  }

  @Test
  void sealsOnlyWhatWasLookedAt() {
    append(1, 2);
    logs()
        .append(
            List.of(
                new AttemptLines(second, project, List.of(line(1))),
                new AttemptLines(new LogAttemptId(attempt.log(), 3), project, List.of())));
    assertThat(logs().seal(List.of(), NOON)).isEmpty();
    assertThat(
            logs()
                .seal(
                    List.of(
                        new Sealing(attempt, Seal.COMPLETE, "ab", 1),
                        new Sealing(second, Seal.INCOMPLETE, null, 1)),
                    NOON))
        .containsExactly(second);
    assertThat(logs().find(second).orElseThrow().seal()).isEqualTo(Seal.INCOMPLETE);
    assertThat(logs().find(second).orElseThrow().hash()).isNull();
    assertThat(logs().seal(List.of(new Sealing(attempt, Seal.COMPLETE, "ab", 2)), NOON))
        .containsExactly(attempt);
    assertThat(logs().seal(List.of(new Sealing(attempt, Seal.INCOMPLETE, "cd", 2)), NOON))
        .isEmpty();
    assertThat(found().sealedAt()).isEqualTo(NOON);
    assertThat(found().seal()).isEqualTo(Seal.COMPLETE);
    assertThat(found().hash()).isEqualTo("ab");
    assertThat(found().sealedAt()).isEqualTo(NOON);
    assertThat(Outcome.of(append(2))).isEqualTo(new Outcome(attempt, 0, 1, 0, 3));
    assertThat(found().seal()).isEqualTo(Seal.COMPLETE);
  }

  @Test
  void aLateLineOpensAnIncompleteLogAgain() {
    append(1, 3);
    enter(new LedgerEntry.Totals(attempt, null, new LogTotals(3, "ab")));
    enter(new LedgerEntry.Ended(attempt, NOON));
    logs().answered(attempt, "gone", LineRanges.of(2, 2), NOON);
    logs().seal(List.of(new Sealing(attempt, Seal.INCOMPLETE, null, 2)), NOON);
    assertThat(mine(logs().claimDue(NOON.plusSeconds(60), LEASE, 1000))).isEmpty();
    append(2);
    assertThat(found().seal()).isEqualTo(Seal.REPAIRING);
    assertThat(found().gone().isEmpty()).isTrue();
  }

  @Test
  void whatWasLostIsMissingAgain() {
    append(1, 2, 3);
    logs().lost(attempt, LineRanges.of(2, 2));
    assertThat(found().stored()).isEqualTo(2);
    assertThat(found().missing()).isEqualTo(LineRanges.of(2, 2));
  }

  @Test
  void takesOverALedgerThatWasKeptElsewhere() {
    append(2, 3, 6);
    LogAttempt elsewhere =
        new LogAttempt(
            attempt,
            null,
            4,
            8,
            LineRanges.of(List.of(new LineRange(4, 5), new LineRange(7, 8))),
            LineRanges.of(4, 5),
            new LogTotals(8, "ab"),
            NOON,
            Seal.INCOMPLETE,
            NOON.plusSeconds(60),
            "cd",
            new LevelCounts(0, 0, 0, 4, 0),
            null,
            line(1).time(),
            line(6).time());

    logs().restore(new LogLedger(elsewhere, LineRanges.of(1, 1)), project);
    // As after an answer that was lost.
    logs().restore(new LogLedger(elsewhere, LineRanges.of(1, 1)), project);

    LogAttempt found = found();
    assertThat(found.stored()).as("the removed line counts").isEqualTo(4);
    assertThat(found.highest()).isEqualTo(8);
    assertThat(found.missing()).isEqualTo(elsewhere.missing());
    assertThat(found.gone()).isEqualTo(elsewhere.gone());
    assertThat(found.totals()).isEqualTo(elsewhere.totals());
    assertThat(found.endedAt()).isEqualTo(NOON);
    assertThat(found.seal()).isEqualTo(Seal.INCOMPLETE);
    assertThat(found.sealedAt()).isEqualTo(elsewhere.sealedAt());
    assertThat(found.hash()).isEqualTo("cd");
    assertThat(found.levels().total()).as("of the lines that are there").isEqualTo(3);
    assertThat(numbers(attempt)).containsExactly(2L, 3L, 6L);
    assertThat(mine(logs().claimDue(NOON.plusSeconds(600), LEASE, 1000))).isEmpty();
  }

  @Test
  void takesOverTheLedgerOfALogWithoutLines() {
    LogAttempt elsewhere =
        new LogAttempt(
            second,
            null,
            0,
            0,
            LineRanges.EMPTY,
            LineRanges.EMPTY,
            null,
            NOON,
            Seal.REPAIRING,
            null,
            null,
            LevelCounts.NONE,
            null,
            null,
            null);

    logs().restore(new LogLedger(elsewhere, LineRanges.EMPTY), project);

    assertThat(logs().find(second)).contains(elsewhere);
    assertThat(mine(logs().claimDue(NOON, LEASE, 1000))).contains(second);
  }

  @Test
  void refusesMoreGapsThanItCanKeep() {
    long[] odd = LongStream.range(0, 21_000).map(i -> 2 * i + 1).toArray();
    Appended appended = append(odd);
    assertThat(appended.stored()).isEqualTo(20_001);
    assertThat(appended.refused()).isEqualTo(21_000 - 20_001);
    assertThat(found().missing().ranges()).hasSize(20_000);
    assertThat(found().highest()).isEqualTo(40_001);
  }

  @Test
  void numbersTheLinesOfASource() {
    LogId wanted = new LogId(UUID.randomUUID());
    String name = "db-" + wanted;
    LogId source = logs().source(wanted, name, "10.0.0.1");
    assertThat(source).isEqualTo(wanted);
    assertThat(logs().source(new LogId(UUID.randomUUID()), name, "10.0.0.1")).isEqualTo(source);
    LogId other = new LogId(UUID.randomUUID());
    assertThat(logs().source(other, name, "10.0.0.2")).isEqualTo(other);
    LogAttemptId log = new LogAttemptId(source, 0);
    logs().append(List.of(new AttemptLines(log, null, List.of(line(0), line(0)))));
    assertThat(logs().append(List.of(new AttemptLines(log, null, List.of(line(0))))))
        .extracting(Outcome::of)
        .containsExactly(new Outcome(log, 1, 0, 0, 3));
    assertThat(numbers(log)).containsExactly(1L, 2L, 3L);
  }

  @Test
  void knowsWhoMayHaveEndedUnheard() {
    append(1);
    enter(new LedgerEntry.Started(second, project, "host:2"));
    enter(new LedgerEntry.Ended(second, NOON));
    Instant later = Instant.now().plusSeconds(60);
    assertThat(logs().openAndQuietSince(later, 10_000)).contains(attempt).doesNotContain(second);
  }

  @Test
  void givesAllThatMayStillWrite() {
    append(1, 3);
    enter(new LedgerEntry.Started(second, project, "host:2"));
    assertThat(logs().open(10_000)).contains(found(), logs().find(second).orElseThrow());
    assertThat(logs().open(1)).hasSize(1);
    enter(new LedgerEntry.Ended(second, NOON));
    assertThat(logs().open(10_000))
        .extracting(LogAttempt::id)
        .contains(attempt)
        .doesNotContain(second);
  }

  private void enter(LedgerEntry entry) {
    logs().enter(List.of(entry));
  }

  private Due due(Instant now) {
    return logs().claimDue(now, LEASE, 1000).stream()
        .filter(due -> due.attempt().id().equals(attempt))
        .findFirst()
        .orElseThrow();
  }

  private List<LogAttemptId> mine(List<Due> due) {
    return due.stream()
        .map(one -> one.attempt().id())
        .filter(id -> id.log().equals(attempt.log()))
        .toList();
  }

  private LogAttempt found() {
    return logs().find(attempt).orElseThrow();
  }

  private Appended append(long... numbers) {
    List<LogLine> lines = LongStream.of(numbers).mapToObj(this::line).toList();
    return logs().append(List.of(new AttemptLines(attempt, project, lines))).getFirst();
  }

  private List<Long> numbers(LogAttemptId id) {
    return read(id).stream().map(LogLine::seq).toList();
  }

  private List<LogLine> read(LogAttemptId id) {
    List<LogLine> lines = new ArrayList<>();
    logs().read(id, 1, logs().find(id).orElseThrow().highest(), lines::add);
    return lines;
  }

  private LogLine line(long seq) {
    return line(seq, 6);
  }

  private LogLine line(long seq, int level) {
    return new LogLine(
        seq,
        1_772_366_400_000_000L + seq,
        level,
        LineStream.LOG,
        "logger",
        "training",
        "line " + seq,
        null,
        0);
  }

  /** {@link Appended} in numbers. */
  private record Outcome(
      LogAttemptId attempt, int stored, int duplicates, int refused, long lastPosition) {
    static Outcome of(Appended appended) {
      return new Outcome(
          appended.attempt(),
          appended.stored(),
          appended.duplicates(),
          appended.refused(),
          appended.lastPosition());
    }
  }
}
