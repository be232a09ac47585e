package signalbox.application.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import signalbox.application.log.LogReported.Outcome;
import signalbox.application.log.LogRepository.AttemptLines;
import signalbox.application.log.LogRuns.LogRun;
import signalbox.application.run.RunReported;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.UuidV7;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.log.LineRange;
import signalbox.domain.log.LineRanges;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogAttempt;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogLine;
import signalbox.domain.log.LogTotals;
import signalbox.domain.log.RollingHash;
import signalbox.domain.log.Seal;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunReport;

/**
 * What the orchestrator says and what the clock brings, on a store in memory and a clock by hand.
 */
class RepairLogsTest {
  private static final String INSTANCE = "127.0.0.1:50051";

  private final InMemoryLogRepository logs = new InMemoryLogRepository();
  private final Map<RunId, LogRun> existing = new HashMap<>();
  private final List<Set<RunId>> questions = new ArrayList<>();
  private final List<Asked> asked = new ArrayList<>();
  private final Set<LogAttemptId> differing = new HashSet<>();
  private final LogWriterObserver observer =
      new LogWriterObserver() {
        @Override
        public void storeAway(RuntimeException cause) {}

        @Override
        public void unstorable(LogAttemptId id, RuntimeException cause) {}

        @Override
        public void hashDiffers(LogAttemptId id) {
          differing.add(id);
        }
      };
  private final RunId run = new RunId(TestRuns.IDS.next());
  private final ProjectId project = new ProjectId(UUID.randomUUID());
  private final LogAttemptId first = new LogAttemptId(LogId.of(run), 1);
  private final LogAttemptId second = new LogAttemptId(LogId.of(run), 2);
  private Instant now = Instant.parse("2026-06-01T00:00:00Z");
  private Instant lastLoss = now.minusSeconds(1);
  private boolean leads = true;
  private final KnownRuns runs =
      new KnownRuns(
          some -> {
            questions.add(Set.copyOf(some));
            Map<RunId, LogRun> found = new HashMap<>(existing);
            found.keySet().retainAll(some);
            return found;
          },
          () -> now);
  private final RecordLogStatus record = new RecordLogStatus(logs, runs, topic -> {}, () -> now);
  private RepairLogs repair = freshBackend();

  private record Asked(LogAttemptId attempt, String instance, LineRanges ranges, long stored) {}

  @Test
  void asksForAGapThatIsOlderThanASecondAndNotBefore() {
    starting(1);
    append(first, 1, 4);
    look();
    after(Duration.ofMillis(900));
    look();
    assertThat(asked).isEmpty();
    after(Duration.ofMillis(200));
    look();
    assertThat(asked).containsExactly(new Asked(first, INSTANCE, LineRanges.of(2, 3), 1));
  }

  @Test
  void doesNotAskForAGapThatClosesByItself() {
    starting(1);
    append(first, 1, 4);
    look();
    append(first, 2, 3, 7);
    after(Duration.ofMillis(1100));
    look();
    assertThat(asked).isEmpty();
  }

  @Test
  void waitsLongerEachTimeNobodyAnswers() {
    starting(1);
    append(first, 1, 4);
    List<Long> times = new ArrayList<>();
    Instant begin = now;
    while (times.size() < 7) {
      after(Duration.ofMillis(250));
      look();
      if (!asked.isEmpty()) {
        times.add(Duration.between(begin, now).toSeconds());
        asked.clear();
      }
    }
    for (int i = 2; i < times.size(); i++) {
      long pause = times.get(i) - times.get(i - 1);
      assertThat(pause).isGreaterThanOrEqualTo(times.get(i - 1) - times.get(i - 2));
      assertThat(pause).isLessThanOrEqualTo(62);
    }
    assertThat(times.getLast() - times.get(5)).isGreaterThanOrEqualTo(60);
  }

  @Test
  void anOutageIsNotFollowedByAStorm() {
    for (int i = 0; i < 300; i++) {
      LogAttemptId attempt = new LogAttemptId(new LogId(UUID.randomUUID()), 1);
      logs.enter(List.of(new LedgerEntry.Started(attempt, project, INSTANCE)));
      logs.append(List.of(new AttemptLines(attempt, project, List.of(line(1_000_000)))));
    }
    look();
    after(Duration.ofSeconds(1));
    look();
    long lines = asked.stream().mapToLong(one -> one.ranges().lines()).sum();
    assertThat(lines).isPositive().isLessThanOrEqualTo(100_000);
    assertThat(asked).allMatch(one -> one.ranges().lines() <= 20_000);
  }

  @Test
  void sealsWhatIsCompleteAndTellsTheSender() {
    endComplete();
    assertThat(found(first).seal()).isEqualTo(Seal.COMPLETE);
    assertThat(found(first).hash()).isEqualTo(totals(3).hash());
    assertThat(asked).containsExactly(new Asked(first, INSTANCE, LineRanges.EMPTY, 3));
  }

  @Test
  void aLogWithoutLinesIsComplete() {
    starting(1);
    record.handle(List.of(new LogReported.Totals(first, totals(0))));
    terminal(1);
    look();
    assertThat(found(first).seal()).isEqualTo(Seal.COMPLETE);
  }

  @Test
  void repairsTheTailThenSeals() {
    starting(1);
    append(first, 1);
    record.handle(List.of(new LogReported.Totals(first, totals(3))));
    terminal(1);
    look();
    after(Duration.ofMillis(1100));
    look();
    assertThat(asked).containsExactly(new Asked(first, INSTANCE, LineRanges.of(2, 3), 1));
    record.handle(List.of(sent(first, 2)));
    append(first, 2, 3);
    after(Duration.ofMillis(1100));
    look();
    assertThat(found(first).seal()).isEqualTo(Seal.COMPLETE);
  }

  @Test
  void learnsTheTotalsOfASenderThatDiedFromItsSpool() {
    starting(1);
    append(first, 1, 2);
    terminal(1);
    tick(Duration.ofSeconds(4));
    assertThat(asked).containsExactly(new Asked(first, INSTANCE, LineRanges.EMPTY, 2));
    record.handle(
        List.of(new LogReported.Resent(first, Outcome.SENT, 0, LineRanges.EMPTY, totals(4))));
    assertThat(found(first).missing()).isEqualTo(LineRanges.of(3, 4));
    asked.clear();
    tick(Duration.ofSeconds(8));
    assertThat(asked).extracting(Asked::ranges).contains(LineRanges.of(3, 4));
    append(first, 3, 4);
    tick(Duration.ofSeconds(62));
    assertThat(found(first).seal()).isEqualTo(Seal.COMPLETE);
  }

  @Test
  void namesExactlyWhatCanNoLongerBeHad() {
    starting(1);
    append(first, 1, 2, 6, 9);
    record.handle(List.of(new LogReported.Totals(first, totals(10))));
    terminal(1);
    tick(Duration.ofSeconds(2));
    LineRanges lost = LineRanges.of(List.of(new LineRange(3, 4), new LineRange(10, 10)));
    record.handle(List.of(new LogReported.Resent(first, Outcome.SENT, 3, lost, totals(10))));
    append(first, 5, 7, 8);
    tick(Duration.ofSeconds(5));
    assertThat(found(first).seal()).isEqualTo(Seal.INCOMPLETE);
    assertThat(found(first).missing()).isEqualTo(lost);
    assertThat(found(first).hash()).isNull();
  }

  @Test
  void aDeletedSpoolLeavesAnIncompleteLog() {
    endWithADeletedSpool();
    assertThat(found(first).seal()).isEqualTo(Seal.INCOMPLETE);
    assertThat(found(first).missing().ranges())
        .containsExactly(new LineRange(2, 3), new LineRange(5, 5));
  }

  @Test
  void withoutTotalsTheEndIsUnknown() {
    starting(1);
    append(first, 1, 2);
    terminal(1);
    tick(Duration.ofSeconds(4));
    record.handle(List.of(new LogReported.Resent(first, Outcome.GONE, 0, LineRanges.EMPTY, null)));
    tick(Duration.ofSeconds(2));
    assertThat(found(first).seal()).isEqualTo(Seal.UNKNOWN_END);
    assertThat(found(first).stored()).isEqualTo(2);
  }

  @Test
  void whatIsGoneWhileTheAttemptLastsMayStillCome() {
    starting(1);
    append(first, 1, 3);
    tick(Duration.ofSeconds(2));
    record.handle(List.of(new LogReported.Resent(first, Outcome.GONE, 0, LineRanges.EMPTY, null)));
    assertThat(found(first).wanted()).isEqualTo(LineRanges.of(2, 2));
    terminal(1);
    asked.clear();
    tick(Duration.ofSeconds(70));
    assertThat(found(first).seal()).isEqualTo(Seal.REPAIRING);
    assertThat(asked).isNotEmpty();
  }

  @Test
  void whoCannotBeReachedIsAskedWhenItIsUpAgain() {
    starting(1);
    append(first, 1, 3);
    record.handle(List.of(new LogReported.Totals(first, totals(3))));
    terminal(1);
    for (int i = 0; i < 600; i++) {
      tick(Duration.ofSeconds(1));
      if (!asked.isEmpty()) {
        asked.clear();
        record.handle(
            List.of(new LogReported.Resent(first, Outcome.UNREACHABLE, 0, LineRanges.EMPTY, null)));
      }
    }
    assertThat(found(first).seal()).isEqualTo(Seal.REPAIRING);
    logs.instanceUp(INSTANCE);
    asked.clear();
    tick(Duration.ofSeconds(1));
    assertThat(asked).extracting(Asked::ranges).containsExactly(LineRanges.of(2, 2));
  }

  @Test
  void givesUpAfterADay() {
    starting(1);
    append(first, 1, 3);
    record.handle(List.of(new LogReported.Totals(first, totals(3))));
    terminal(1);
    now = now.plus(RepairLogs.GIVE_UP_AFTER).minusSeconds(1);
    look();
    assertThat(found(first).seal()).isEqualTo(Seal.REPAIRING);
    tick(Duration.ofSeconds(3));
    assertThat(found(first).seal()).isEqualTo(Seal.INCOMPLETE);
    assertThat(found(first).missing()).isEqualTo(LineRanges.of(2, 2));
  }

  @Test
  void aLateLineHealsWhatWasGivenUp() {
    endWithADeletedSpool();
    append(first, 2, 3, 5);
    tick(Duration.ofSeconds(2));
    assertThat(found(first).seal()).isEqualTo(Seal.COMPLETE);
  }

  @Test
  void aNewBackendGoesOnWhereTheOldOneWas() {
    starting(1);
    append(first, 1, 3);
    record.handle(List.of(new LogReported.Totals(first, totals(3))));
    terminal(1);
    repair = freshBackend();
    tick(Duration.ofSeconds(3));
    assertThat(asked).containsExactly(new Asked(first, INSTANCE, LineRanges.of(2, 2), 1));
    append(first, 2);
    repair = freshBackend();
    tick(Duration.ofSeconds(10));
    assertThat(found(first).seal()).isEqualTo(Seal.COMPLETE);
  }

  @Test
  void linesThatTheStoreHasLostAreAskedForAgain() {
    starting(1);
    append(first, 1, 2, 3);
    logs.destroy(first, 2);
    record.handle(List.of(new LogReported.Totals(first, totals(3))));
    terminal(1);
    look();
    assertThat(found(first).missing()).isEqualTo(LineRanges.of(2, 2));
    tick(Duration.ofSeconds(4));
    assertThat(asked).extracting(Asked::ranges).contains(LineRanges.of(2, 2));
    append(first, 2);
    tick(Duration.ofSeconds(10));
    assertThat(found(first).seal()).isEqualTo(Seal.COMPLETE);
  }

  @Test
  void anotherContentIsNeverCalledComplete() {
    starting(1);
    append(first, 1, 2);
    record.handle(List.of(new LogReported.Totals(first, new LogTotals(2, "00"))));
    terminal(1);
    look();
    assertThat(found(first).seal()).isEqualTo(Seal.INCOMPLETE);
    assertThat(found(first).missing().isEmpty()).isTrue();
    assertThat(differing).containsExactly(first);
  }

  @Test
  void everyAttemptHasALogOfItsOwn() {
    starting(1);
    append(first, 1);
    report(2, new RunReport.Retrying(1, "lost", now));
    assertThat(found(first).seal()).isEqualTo(Seal.REPAIRING);
    starting(2);
    append(second, 1);
    assertThat(found(second).seal()).isEqualTo(Seal.OPEN);
    terminal(2);
    assertThat(found(second).seal()).isEqualTo(Seal.REPAIRING);
  }

  @Test
  void repeatsChangeNothing() {
    endComplete();
    LogAttempt sealed = found(first);
    starting(1);
    record.handle(List.of(new LogReported.Totals(first, totals(3))));
    terminal(1);
    record.handle(List.of(new LogReported.Resent(first, Outcome.GONE, 0, LineRanges.EMPTY, null)));
    tick(Duration.ofSeconds(5));
    assertThat(found(first)).isEqualTo(sealed);
  }

  @Test
  void sendersOfABackendThatIsGoneAreAskedForWhatItDidNotStore() {
    starting(1);
    append(first, 1, 2, 3);
    repair.backendGone();
    look();
    assertThat(asked).containsExactly(new Asked(first, INSTANCE, LineRanges.of(4, 20_003), 3));
    look();
    assertThat(asked).as("Once for each loss").hasSize(1);
  }

  @Test
  void whoseLogsAreInheritedIsAskedOnceForAll() {
    Set<RunId> open = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      RunId other = new RunId(TestRuns.IDS.next());
      open.add(other);
      existing.put(other, new LogRun(project, 1, null));
      logs.enter(
          List.of(
              new LedgerEntry.Started(new LogAttemptId(LogId.of(other), 1), project, INSTANCE)));
    }
    repair.backendGone();
    look();
    assertThat(asked).extracting(one -> one.attempt().log().run()).hasSameElementsAs(open);
    assertThat(questions).containsExactly(open);
  }

  @Test
  void oneOfThoseThatAreLeftAsks() {
    starting(1);
    leads = false;
    repair.backendGone();
    look();
    leads = true;
    look();
    assertThat(asked).isEmpty();
  }

  @Test
  void whatHasEndedSendsNothingMore() {
    starting(1);
    append(first, 1);
    terminal(1);
    repair.backendGone();
    repair.look();
    assertThat(asked).isEmpty();
  }

  @Test
  void aRunThatWaitedWhileABackendWasLostLearnsOfThisOneWhenItBegins() {
    starting(1);
    lastLoss = UuidV7.timeOf(run.value()).minusMillis(1);
    began();
    assertThat(asked).isEmpty();
    lastLoss = UuidV7.timeOf(run.value());
    began();
    assertThat(asked).containsExactly(new Asked(first, INSTANCE, LineRanges.EMPTY, 0));
  }

  @Test
  void aRunOfSomebodyElseIsLeftAlone() {
    lastLoss = Instant.MAX;
    began();
    assertThat(asked).isEmpty();
  }

  private void began() {
    RunReport report = new RunReport(1, 3, now, new RunReport.Started("tabular", INSTANCE));
    repair.handleRuns(List.of(new RunReported(run, report, 0, 0)));
  }

  @Test
  void noticesAnEndThatNobodyTold() {
    starting(1);
    append(first, 1);
    existing.put(run, new LogRun(project, 1, now));
    repair.noticeEnds();
    assertThat(found(first).endedAt()).isEqualTo(now);
  }

  @Test
  void statusesOfARunThatIsNotThereLeaveNoTrace() {
    report(1, new RunReport.Starting("tabular", INSTANCE));
    assertThat(logs.find(first)).isEmpty();
  }

  @Test
  void anAttemptThatWasOverAtOnceIsSealedWithoutAQuestion() {
    existing.put(run, new LogRun(project, 1, null));
    record.handle(List.of(new LogReported.Totals(first, totals(0))));
    starting(1);
    terminal(1);
    look();
    assertThat(found(first).seal()).isEqualTo(Seal.COMPLETE);
    assertThat(asked).isEmpty();
  }

  @Test
  void aLogThatCannotBeReadKeepsNoOtherFromItsSeal() {
    LogAttemptId other = new LogAttemptId(LogId.of(new RunId(UUID.randomUUID())), 1);
    for (LogAttemptId attempt : List.of(first, other)) {
      logs.enter(
          List.of(
              new LedgerEntry.Started(attempt, project, INSTANCE),
              new LedgerEntry.Totals(attempt, null, totals(2)),
              new LedgerEntry.Ended(attempt, now)));
      append(attempt, 1, 2);
    }
    logs.unreadable(first);
    repair.look();
    assertThatThrownBy(repair::sealNext).isInstanceOf(SignalboxException.class);
    repair.sealNext();
    assertThat(found(other).seal()).isEqualTo(Seal.COMPLETE);
    assertThat(found(first).seal()).isEqualTo(Seal.REPAIRING);
  }

  @Test
  void anAnswerForADeletedRunBeginsNoLedger() {
    existing.put(run, new LogRun(project, 1, null));
    record.handle(
        List.of(new LogReported.Resent(first, Outcome.SENT, 0, LineRanges.EMPTY, totals(3))));
    assertThat(logs.find(first)).isEmpty();
  }

  private void endComplete() {
    starting(1);
    append(first, 1, 2, 3);
    record.handle(List.of(new LogReported.Totals(first, totals(3))));
    terminal(1);
    look();
  }

  private void endWithADeletedSpool() {
    starting(1);
    append(first, 1, 4);
    record.handle(List.of(new LogReported.Totals(first, totals(5))));
    terminal(1);
    tick(Duration.ofSeconds(2));
    record.handle(List.of(new LogReported.Resent(first, Outcome.GONE, 0, LineRanges.EMPTY, null)));
    tick(Duration.ofSeconds(2));
  }

  private RepairLogs freshBackend() {
    return new RepairLogs(
        logs,
        runs,
        (id, root, instance, ranges, stored) -> {
          assertThat(root).isEqualTo(id.log().run());
          asked.add(new Asked(id, instance, ranges, stored));
        },
        new RepairLogs.Backends(() -> leads, () -> lastLoss),
        topic -> {},
        new IntakeStatistics(),
        observer,
        () -> now);
  }

  private void look() {
    repair.look();
    repair.sealNext();
  }

  private void after(Duration time) {
    now = now.plus(time);
  }

  /** Lets time go by in the steps of the timers. */
  private void tick(Duration time) {
    Instant end = now.plus(time);
    while (now.isBefore(end)) {
      after(Duration.ofMillis(250));
      look();
    }
  }

  private void starting(int attempt) {
    existing.put(run, new LogRun(project, attempt, null));
    report(attempt, new RunReport.Starting("tabular", INSTANCE));
  }

  private void terminal(int attempt) {
    report(attempt, new RunReport.Cancelled(false));
  }

  private void report(int attempt, RunReport.Content content) {
    record.handleRuns(List.of(new RunReported(run, new RunReport(attempt, 1, now, content), 0, 0)));
  }

  private static LogReported.Resent sent(LogAttemptId attempt, long lines) {
    return new LogReported.Resent(attempt, Outcome.SENT, lines, LineRanges.EMPTY, null);
  }

  private void append(LogAttemptId attempt, long... numbers) {
    logs.append(
        List.of(
            new AttemptLines(
                attempt, project, LongStream.of(numbers).mapToObj(RepairLogsTest::line).toList())));
  }

  private LogAttempt found(LogAttemptId attempt) {
    return logs.find(attempt).orElseThrow();
  }

  private static LogTotals totals(long lines) {
    RollingHash hash = new RollingHash();
    LongStream.rangeClosed(1, lines).mapToObj(RepairLogsTest::line).forEach(hash::add);
    return new LogTotals(lines, hash.hex());
  }

  private static LogLine line(long seq) {
    return new LogLine(seq, seq, 6, LineStream.LOG, "", "", "line " + seq, null, 0);
  }
}
