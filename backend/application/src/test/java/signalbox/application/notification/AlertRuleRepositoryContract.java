package signalbox.application.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.application.notification.AlertRuleRepository.Fired;
import signalbox.application.notification.AlertRuleRepository.Watched;
import signalbox.application.run.Records;
import signalbox.application.run.TestRuns;
import signalbox.domain.identity.UserId;
import signalbox.domain.notification.AlertRule;
import signalbox.domain.notification.AlertRuleId;
import signalbox.domain.notification.AlertScope;
import signalbox.domain.notification.AlertTrigger;
import signalbox.domain.notification.MetricWatch;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.RunStatus;

/** What every store of alert rules must do. */
public abstract class AlertRuleRepositoryContract {
  private static final AlertTrigger FAILED = new AlertTrigger.OnStatus(Set.of(RunStatus.FAILED));
  private static final AlertTrigger LOSS =
      new AlertTrigger.OnMetric(
          "loss", AlertTrigger.Aggregate.MIN, AlertTrigger.Comparison.AT_MOST, 0.25, 3);
  private static final AlertTrigger BETTER = new AlertTrigger.OnStudy(true, 0.01, false);
  private static final AlertTrigger ENDED = new AlertTrigger.OnStudy(false, null, true);

  private ProjectId project = new ProjectId(TestRuns.IDS.next());
  private UserId user = new UserId(TestRuns.IDS.next());

  protected abstract AlertRuleRepository rules();

  /** Rows that rules refer to. */
  protected abstract Records records();

  /** Stores a run. */
  protected abstract void store(Run run);

  @BeforeEach
  void records_exist() {
    project = records().project();
    user = records().user();
  }

  private Run run() {
    Run run = TestRuns.training(project, records().dataset(project), user, "credit-gbm");
    store(run);
    return run;
  }

  private AlertRule rule(boolean shared, AlertTrigger trigger, AlertScope scope) {
    AlertRule rule =
        new AlertRule(
            new AlertRuleId(TestRuns.IDS.next()),
            project,
            user,
            shared,
            "my rule",
            true,
            trigger,
            scope,
            TestRuns.NOW);
    rules().insert(rule);
    return rule;
  }

  @Test
  void keepsARuleAsItIs() {
    Run run = run();
    AlertRule status = rule(true, FAILED, AlertScope.EVERY_RUN);
    AlertRule metric =
        rule(false, LOSS, new AlertScope(RunKind.TRAINING, "first", "gbm", run.id()));
    assertThat(rules().find(status.id())).contains(status);
    assertThat(rules().find(metric.id())).contains(metric);
    AlertRule changed = metric.changed("new", false, FAILED, AlertScope.EVERY_RUN);
    rules().update(changed);
    assertThat(rules().find(metric.id())).contains(changed);
    AlertRule back = changed;
    for (AlertTrigger trigger : List.of(LOSS, BETTER, ENDED, FAILED, BETTER, LOSS)) {
      back = back.changed("old", true, trigger, AlertScope.EVERY_RUN);
      rules().update(back);
      assertThat(rules().find(metric.id())).contains(back);
    }
    assertThat(rules().count(project)).isEqualTo(2);
    rules().delete(metric.id());
    assertThat(rules().find(metric.id())).isEmpty();
    assertThat(rules().count(project)).isEqualTo(1);
  }

  @Test
  void keepsAScopeOfEveryKindOfRun() {
    for (RunKind kind : RunKind.values()) {
      AlertRule rule = rule(false, FAILED, new AlertScope(kind, null, null, null));
      assertThat(rules().find(rule.id())).contains(rule);
    }
  }

  @Test
  void listsSharedRulesAndOnesOwnNewestFirst() {
    AlertRule shared = rule(true, FAILED, AlertScope.EVERY_RUN);
    AlertRule own = rule(false, LOSS, AlertScope.EVERY_RUN);
    assertThat(rules().list(project, user))
        .extracting(view -> view.rule().id())
        .containsExactly(own.id(), shared.id());
    assertThat(rules().list(project, records().user()))
        .extracting(view -> view.rule().id())
        .containsExactly(shared.id());
    assertThat(rules().list(records().project(), user)).isEmpty();
  }

  @Test
  void findsWhatWaits() {
    Run run = run();
    AlertRule status = rule(true, FAILED, AlertScope.EVERY_RUN);
    AlertRule metric = rule(true, LOSS, AlertScope.EVERY_RUN);
    AlertRule off = rule(true, LOSS, AlertScope.EVERY_RUN);
    rules().update(off.changed("off", false, LOSS, AlertScope.EVERY_RUN));
    assertThat(rules().onStatus(List.of(project, records().project()))).containsExactly(status);
    assertThat(rules().onMetrics(List.of(run.id()), List.of("loss", "accuracy")))
        .containsExactly(new AlertRuleRepository.Candidate(metric, RunFacts.of(run)));
    assertThat(rules().onMetrics(List.of(run.id()), List.of("accuracy"))).isEmpty();
  }

  @Test
  void findsWhatWaitsForStudies() {
    AlertRule better = rule(true, BETTER, AlertScope.EVERY_RUN);
    AlertRule ended = rule(false, ENDED, AlertScope.EVERY_RUN);
    AlertRule both = rule(false, new AlertTrigger.OnStudy(true, null, true), AlertScope.EVERY_RUN);
    AlertRule off = rule(true, BETTER, AlertScope.EVERY_RUN);
    rules().update(off.changed("off", false, BETTER, AlertScope.EVERY_RUN));
    rule(true, LOSS, AlertScope.EVERY_RUN);
    assertThat(rules().onImprovement(List.of(project, records().project())))
        .containsExactlyInAnyOrder(better, both);
    assertThat(rules().onStatus(List.of(project))).containsExactlyInAnyOrder(ended, both);
    assertThat(rules().onImprovement(List.of(records().project()))).isEmpty();
  }

  @Test
  void remembersWhatARuleHasSeen() {
    Run run = run();
    AlertRule rule = rule(true, LOSS, AlertScope.EVERY_RUN);
    Watched watched = new Watched(rule.id(), run.id());
    Watched gone = new Watched(new AlertRuleId(TestRuns.IDS.next()), run.id());
    assertThat(rules().lockWatches(Set.of(watched, gone)))
        .containsExactly(Map.entry(watched, MetricWatch.START));
    MetricWatch moved = new MetricWatch(2, 9, Double.NEGATIVE_INFINITY, 1);
    rules().putWatches(Map.of(watched, moved));
    assertThat(rules().lockWatches(Set.of(watched))).containsExactly(Map.entry(watched, moved));
    rules().forgetWatches(rule.id());
    assertThat(rules().lockWatches(Set.of(watched)))
        .containsExactly(Map.entry(watched, MetricWatch.START));
  }

  @Test
  void firesOnceForEachCause() {
    Run run = run();
    AlertRule rule = rule(true, FAILED, AlertScope.EVERY_RUN);
    Fired failed = new Fired(rule.id(), run.id(), "failed");
    Fired lost = new Fired(rule.id(), run.id(), "lost_contact 1");
    Instant now = TestRuns.NOW.plusSeconds(1);
    assertThat(rules().fire(List.of(failed), now)).containsExactly(failed);
    assertThat(rules().fire(List.of(failed, lost), now.plusSeconds(1))).containsExactly(lost);
    assertThat(rules().fire(List.of(failed), now.plusSeconds(2))).isEmpty();
    assertThat(rules().list(project, user).getFirst().lastFiredAt()).isEqualTo(now.plusSeconds(1));
  }
}
