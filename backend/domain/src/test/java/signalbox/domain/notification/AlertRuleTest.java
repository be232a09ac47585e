package signalbox.domain.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.RunStatus;

/** What a rule may say, and which runs it covers. */
final class AlertRuleTest {
  private static final RunId RUN = new RunId(new UUID(0, 1));

  private static boolean covers(AlertScope scope) {
    return scope.covers(RUN, RunKind.TRAINING, "Credit-GBM-0412", List.of("baseline"));
  }

  @Test
  void coversWhatFitsInEverything() {
    assertThat(covers(AlertScope.EVERY_RUN)).isTrue();
    assertThat(covers(new AlertScope(RunKind.TRAINING, "baseline", "gbm", RUN))).isTrue();
    assertThat(covers(new AlertScope(RunKind.PREDICTION, null, null, null))).isFalse();
    assertThat(covers(new AlertScope(null, "other", null, null))).isFalse();
    assertThat(covers(new AlertScope(null, null, "xgb", null))).isFalse();
    assertThat(covers(new AlertScope(null, null, null, new RunId(new UUID(0, 2))))).isFalse();
  }

  @Test
  void speaksOfATrialOnlyWhenItNamesTrialsOrTheTrial() {
    for (AlertScope silent :
        List.of(
            AlertScope.EVERY_RUN,
            new AlertScope(RunKind.STUDY, null, null, null),
            new AlertScope(null, "baseline", "gbm", null),
            new AlertScope(null, null, null, new RunId(new UUID(0, 2))))) {
      assertThat(coversTrial(silent)).as("%s", silent).isFalse();
    }
    assertThat(coversTrial(new AlertScope(RunKind.TRIAL, null, null, null))).isTrue();
    assertThat(coversTrial(new AlertScope(null, null, null, RUN))).isTrue();
  }

  private static boolean coversTrial(AlertScope scope) {
    return scope.covers(RUN, RunKind.TRIAL, "credit-gbm #7", List.of("baseline"));
  }

  @Test
  void waitsOnlyForStatusesThatTellSomething() {
    assertThat(new AlertTrigger.OnStatus(Set.of(RunStatus.FAILED)).statuses()).hasSize(1);
    assertThat(new AlertTrigger.OnStatus(NotificationKind.STATUSES).statuses()).hasSize(5);
    for (Set<RunStatus> wrong : List.of(Set.<RunStatus>of(), EnumSet.of(RunStatus.QUEUED))) {
      assertThatThrownBy(() -> new AlertTrigger.OnStatus(wrong))
          .isInstanceOfSatisfying(
              SignalboxException.class, e -> assertThat(e.field()).isEqualTo("trigger.statuses"));
    }
  }

  @Test
  void hasAKindForEveryStatusItCanWaitFor() {
    for (RunStatus status : RunStatus.values()) {
      assertThat(NotificationKind.of(status).isPresent())
          .isEqualTo(NotificationKind.STATUSES.contains(status));
    }
  }

  @Test
  void namesTheFieldAtFault() {
    assertThatThrownBy(() -> metric("", 1, 1))
        .hasFieldOrPropertyWithValue("field", "trigger.metric.key");
    assertThatThrownBy(() -> metric("a", Double.NaN, 1))
        .hasFieldOrPropertyWithValue("field", "trigger.metric.value");
    assertThatThrownBy(() -> metric("a", 1, 0))
        .hasFieldOrPropertyWithValue("field", "trigger.metric.points");
    assertThatThrownBy(() -> new AlertScope(null, " ", null, null))
        .hasFieldOrPropertyWithValue("field", "scope.tag");
  }

  @Test
  void waitsForStudiesAndNothingElse() {
    assertThatThrownBy(() -> new AlertTrigger.OnStudy(false, null, false))
        .hasFieldOrPropertyWithValue("field", "trigger.study");
    assertThatThrownBy(() -> new AlertTrigger.OnStudy(false, 0.1, true))
        .hasFieldOrPropertyWithValue("field", "trigger.study.by");
    for (double wrong : List.of(0.0, -1.0, Double.NaN, Double.POSITIVE_INFINITY)) {
      assertThatThrownBy(() -> new AlertTrigger.OnStudy(true, wrong, false))
          .hasFieldOrPropertyWithValue("field", "trigger.study.by");
    }
    AlertTrigger study = new AlertTrigger.OnStudy(true, 0.1, true);
    for (RunKind kind : RunKind.values()) {
      AlertScope scope = new AlertScope(kind, null, null, null);
      if (kind == RunKind.STUDY) {
        assertThat(rule(study, scope).scope()).isEqualTo(scope);
      } else {
        assertThatThrownBy(() -> rule(study, scope))
            .hasFieldOrPropertyWithValue("field", "scope.kind");
      }
    }
    assertThat(rule(study, AlertScope.EVERY_RUN).trigger()).isEqualTo(study);
  }

  private static AlertRule rule(AlertTrigger trigger, AlertScope scope) {
    return new AlertRule(
        new AlertRuleId(new UUID(0, 3)),
        new ProjectId(new UUID(0, 4)),
        new UserId(new UUID(0, 5)),
        false,
        "watch",
        true,
        trigger,
        scope,
        Instant.EPOCH);
  }

  private static AlertTrigger.OnMetric metric(String key, double value, int points) {
    return new AlertTrigger.OnMetric(
        key, AlertTrigger.Aggregate.LAST, AlertTrigger.Comparison.ABOVE, value, points);
  }
}
