package signalbox.application.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.application.event.Topic;
import signalbox.application.log.LogRuns.LogRun;
import signalbox.application.run.TestRuns;
import signalbox.domain.log.CanonicalLine;
import signalbox.domain.log.LineSignatures;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogKeys;
import signalbox.domain.log.LogLine;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;

/** Intake and writer together, on a store in memory. */
class LogIntakeTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

  private final LogKeys keys = new LogKeys(new byte[32]);
  private final InMemoryLogRepository logs = new InMemoryLogRepository();
  private final Map<RunId, LogRun> existing = new HashMap<>();
  private final IntakeStatistics statistics = new IntakeStatistics();
  private final Set<Topic> woken = ConcurrentHashMap.newKeySet();
  private final KnownRuns runs =
      new KnownRuns(
          asked -> {
            Map<RunId, LogRun> found = new HashMap<>(existing);
            found.keySet().retainAll(asked);
            return found;
          },
          () -> NOW);
  private final RecentLines recent = new RecentLines();
  private final LogWriter writer =
      new LogWriter(logs, recent, woken::add, TestRuns.IDS, statistics, LogWriterObserver.NONE);
  private final LogIntake intake =
      new LogIntake(keys, runs, AddressRanges.of(List.of("10.0.0.0/8")), writer, statistics);
  private final RunId run = new RunId(UUID.randomUUID());
  private final LogAttemptId attempt = new LogAttemptId(LogId.of(run), 1);

  @BeforeEach
  void start() {
    writer.start();
  }

  @AfterEach
  void stop() {
    writer.close();
  }

  @Test
  void aLineThatComesBeforeItsRunIsKnownWaitsForIt() throws InterruptedException {
    existing.put(run, there());
    intake.take(signed(attempt, 1));
    intake.flush();
    assertThat(intake.waits()).isTrue();
    assertThat(logs.find(attempt)).isEmpty();
    runs.lookUp();
    intake.flush();
    assertThat(intake.waits()).isFalse();
    awaitStored(1);
    await().until(() -> woken.contains(new Topic.RunLog(run)));
    assertThat(woken).hasSize(1);
    assertThat(recent.after(attempt.log(), 0, 10))
        .as("whoever is woken finds the line")
        .extracting(ReadLine::line)
        .containsExactly(line(1));
  }

  @Test
  void aLineOfARunThatIsNotThereIsDropped() throws InterruptedException {
    intake.take(signed(attempt, 1));
    intake.flush();
    runs.lookUp();
    intake.flush();
    intake.take(signed(attempt, 2));
    intake.flush();
    assertThat(intake.waits()).isFalse();
    assertThat(statistics.droppedBy(DropCause.UNKNOWN_RUN)).isEqualTo(2);
  }

  @Test
  void onlyTheAttemptsOwnSignatureCounts() throws InterruptedException {
    runs.learn(run, there().project());
    intake.take(signed(attempt, 1));
    ReceivedLine.OfRun good = signed(attempt, 2);
    intake.take(new ReceivedLine.OfRun(attempt, line(3), good.signature()));
    intake.take(
        new ReceivedLine.OfRun(new LogAttemptId(attempt.log(), 2), line(2), good.signature()));
    LogAttemptId stranger = new LogAttemptId(new LogId(UUID.randomUUID()), 1);
    intake.take(new ReceivedLine.OfRun(stranger, line(2), good.signature()));
    intake.flush();
    awaitStored(1);
    assertThat(statistics.droppedBy(DropCause.FORGED)).isEqualTo(2);
    assertThat(intake.waits()).as("it may be a line of a trial").isTrue();
    runs.lookUp();
    intake.flush();
    assertThat(statistics.droppedBy(DropCause.UNKNOWN_RUN)).isEqualTo(1);
    assertThat(intake.waits()).isFalse();
  }

  @Test
  void aLineOfATrialIsKnownByTheKeyOfItsStudy() throws InterruptedException {
    RunId study = new RunId(UUID.randomUUID());
    existing.put(run, new LogRun(new ProjectId(UUID.randomUUID()), 1, null, study));
    byte[] key = keys.attemptKey(study, run, 1);
    intake.take(signed(attempt, 1, "line 1", key));
    intake.take(signed(attempt, 2));
    intake.flush();
    assertThat(logs.find(attempt)).isEmpty();
    runs.lookUp();
    intake.flush();
    intake.take(signed(attempt, 3, "line 3", key));
    intake.flush();
    awaitStored(2);
    assertThat(statistics.droppedBy(DropCause.FORGED))
        .as("signed as if the trial were a run of its own")
        .isEqualTo(1);
    assertThat(runs.root(run)).isEqualTo(study);
  }

  @Test
  void linesThatNobodyCanTellAreKeptInABoundedNumber() throws InterruptedException {
    for (int stranger = 0; stranger < 1_000; stranger++) {
      LogAttemptId other = new LogAttemptId(new LogId(UUID.randomUUID()), 1);
      intake.take(signed(other, 1, "x", new byte[32]));
    }
    assertThat(statistics.droppedBy(DropCause.UNKNOWN_RUN)).isEqualTo(800);
    runs.lookUp();
    intake.flush();
    assertThat(statistics.droppedBy(DropCause.UNKNOWN_RUN)).isEqualTo(1_000);
  }

  @Test
  void countsWhatIsThereAlready() throws InterruptedException {
    runs.learn(run, there().project());
    intake.take(signed(attempt, 1));
    intake.take(signed(attempt, 1));
    intake.take(signed(attempt, 3));
    intake.flush();
    awaitStored(2);
    intake.take(signed(attempt, 3));
    intake.flush();
    await().until(() -> statistics.droppedBy(DropCause.DUPLICATE) == 2);
  }

  @Test
  void takesSourcesOnTheListAlone() throws InterruptedException, UnknownHostException {
    intake.take(new ReceivedLine.OfSource("db", address("10.1.2.3"), line(0)));
    intake.take(new ReceivedLine.OfSource("db", address("10.1.2.3"), line(0)));
    intake.take(new ReceivedLine.OfSource("db", address("11.1.2.3"), line(0)));
    intake.flush();
    await().until(() -> statistics.snapshot().storedLines() == 2);
    assertThat(statistics.droppedBy(DropCause.SOURCE_NOT_ALLOWED)).isEqualTo(1);
    LogId source = logs.source(new LogId(UUID.randomUUID()), "db", "10.1.2.3");
    assertThat(logs.find(new LogAttemptId(source, 0)).orElseThrow().stored()).isEqualTo(2);
  }

  @Test
  void keepsLinesWhileTheStoreIsAwayAndNoMoreThanItMay() throws Exception {
    runs.learn(run, there().project());
    logs.away(true);
    intake.take(signed(attempt, 1));
    intake.flush();
    await().until(() -> statistics.snapshot().storeAway());
    // More than may wait: the thread that hands lines on is held, nothing grows.
    Thread sender =
        Thread.ofPlatform()
            .start(() -> {
              try {
                for (int seq = 2; seq <= 400; seq++) {
                  intake.take(signed(attempt, seq, "x".repeat(100_000)));
                  intake.flush();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    await().until(() -> sender.getState() == Thread.State.WAITING);
    logs.away(false);
    sender.join();
    awaitStored(400);
    assertThat(logs.find(attempt).orElseThrow().missing().isEmpty()).isTrue();
    await().until(() -> !statistics.snapshot().storeAway());
  }

  @Test
  void readsNetworks() throws UnknownHostException {
    AddressRanges ranges =
        AddressRanges.of(List.of("10.0.0.0/8", "192.168.1.7", "::1", "fe80::/10", "10.1.2.128/25"));
    assertThat(ranges.contains(address("10.255.1.1"))).isTrue();
    assertThat(ranges.contains(address("11.0.0.1"))).isFalse();
    assertThat(ranges.contains(address("192.168.1.7"))).isTrue();
    assertThat(ranges.contains(address("192.168.1.8"))).isFalse();
    assertThat(ranges.contains(address("::1"))).isTrue();
    assertThat(ranges.contains(address("febf::9"))).isTrue();
    assertThat(ranges.contains(address("fec0::9"))).isFalse();
    assertThat(AddressRanges.NONE.contains(address("127.0.0.1"))).isFalse();
    for (String none : List.of("10.0.0.0/33", "localhost", "10.0.0.0/x", "1.2.3.4/-1", "")) {
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> AddressRanges.of(List.of(none)))
          .as(none)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private void awaitStored(long lines) {
    await().until(() -> logs.find(attempt).map(found -> found.stored() == lines).orElse(false));
  }

  private LogRun there() {
    return new LogRun(new ProjectId(UUID.randomUUID()), 1, null);
  }

  private static InetAddress address(String text) throws UnknownHostException {
    return InetAddress.getByName(text);
  }

  private ReceivedLine.OfRun signed(LogAttemptId id, long seq) {
    return signed(id, seq, "line " + seq);
  }

  private ReceivedLine.OfRun signed(LogAttemptId id, long seq, String text) {
    return signed(id, seq, text, keys.attemptKey(id.log().run(), id.attempt()));
  }

  private static ReceivedLine.OfRun signed(LogAttemptId id, long seq, String text, byte[] key) {
    LogLine line = new LogLine(seq, seq, 6, LineStream.LOG, "", "", text, null, 0);
    CanonicalLine canonical = new CanonicalLine();
    canonical.put(line);
    return new ReceivedLine.OfRun(id, line, new LineSignatures(id, key).sign(canonical));
  }

  private static LogLine line(long seq) {
    return new LogLine(seq, seq, 6, LineStream.LOG, "", "", "line " + seq, null, 0);
  }
}
