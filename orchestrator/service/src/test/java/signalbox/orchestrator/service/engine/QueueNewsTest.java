package signalbox.orchestrator.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import signalbox.orchestrator.core.Decision;
import signalbox.orchestrator.core.Dispatcher;
import signalbox.orchestrator.core.InstanceView;
import signalbox.orchestrator.core.Placement;
import signalbox.orchestrator.core.RetryBudget;
import signalbox.orchestrator.core.RunEvent;
import signalbox.orchestrator.core.RunMachine;
import signalbox.orchestrator.core.RunOrder;
import signalbox.orchestrator.core.RunPhase;
import signalbox.orchestrator.core.RunPolicy;
import signalbox.orchestrator.core.RunState;

class QueueNewsTest {
  private static final String INSTANCE = "127.0.0.1:1";
  private static final int QUEUED = 10_000;

  private final RunMachine machine = new RunMachine(RunPolicy.DEFAULT, () -> 0.5);
  private final Dispatcher dispatcher = new Dispatcher(RetryBudget.Policy.DEFAULT);
  private final KnownRuns runs = new KnownRuns();
  private final QueueNews news = new QueueNews(dispatcher, runs);
  private Instant now = Instant.parse("2026-01-01T12:00:00Z");
  private int told;

  @Test
  void aLongQueueIsToldInPortionsAndThenKeepsQuiet() {
    queueAll();
    int all = look();
    assertThat(all).isEqualTo(QueueNews.AT_ONCE);
    int looks = 1;
    while (all < QUEUED) {
      int more = look();
      assertThat(more).isLessThanOrEqualTo(QueueNews.AT_ONCE);
      all += more;
      assertThat(++looks).isLessThan(QUEUED);
    }
    assertThat(runs.all())
        .filteredOn(run -> run.state.phase() == RunPhase.QUEUED)
        .allMatch(run -> run.state.waitReason() != null);
    for (int i = 0; i < 100; i++) {
      assertThat(look()).isZero();
    }
  }

  @Test
  void aRunThatStartsIsNewsForFewOfThoseThatWait() {
    queueAll();
    for (int quiet = 0; quiet < 20; quiet = look() == 0 ? quiet + 1 : 0) {
      assertThat(now).isBefore(Instant.parse("2026-01-02T12:00:00Z"));
    }
    int messages = 0;
    for (int i = 1; i <= 20; i++) {
      end("r%05d".formatted(i - 1));
      grant();
      for (int second = 0; second < 20; second++) {
        messages += look();
      }
    }
    // Ten exact places, and one run at each round number behind them.
    assertThat(messages).isBetween(20 * 10, 20 * 45);
  }

  @Test
  void looksOncePerSecondUnlessTheQueueIsShort() {
    queueAll();
    assertThat(look()).isPositive();
    now = now.minus(Duration.ofMillis(1_500));
    news.changed();
    assertThat(look()).isZero();
  }

  private int look() {
    told = 0;
    now = now.plusSeconds(1);
    news.tell(
        now,
        (run, event) -> {
          told++;
          apply(run, event);
        });
    return told;
  }

  private void queueAll() {
    dispatcher.instance(
        new InstanceView(
            "tabular", INSTANCE, Set.of("lightgbm"), 1, InstanceView.Trouble.NONE, null));
    for (int i = 0; i <= QUEUED; i++) {
      Run run = new Run(0, RunState.created("r%05d".formatted(i)));
      runs.put(run);
      apply(
          run,
          new RunEvent.StartCommanded(
              new RunOrder(
                  "p", 0, 3, "lightgbm", Duration.ZERO, Instant.EPOCH.plusMillis(i), 0, i)));
    }
    grant();
  }

  private void grant() {
    dispatcher
        .next(now)
        .ifPresent(grant -> {
          Run run = runs.get(grant.runId());
          if (run != null) {
            apply(run, new RunEvent.SlotGranted(new Placement("tabular", INSTANCE)));
          }
        });
  }

  private void end(String runId) {
    Run run = runs.get(runId);
    if (run != null) {
      apply(
          run,
          new RunEvent.Finished(
              1, 3, new signalbox.orchestrator.core.RunResult(java.util.Map.of(), null, false)));
    }
  }

  private void apply(Run run, RunEvent event) {
    Decision decision = machine.decide(run.state, event, now);
    run.state = decision.state();
    dispatcher.update(run.state, now);
  }
}
