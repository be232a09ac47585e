package signalbox.application.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signalbox.application.event.MetricsReported;
import signalbox.domain.notification.AlertRule;
import signalbox.domain.notification.AlertScope;
import signalbox.domain.notification.AlertTrigger;
import signalbox.domain.notification.AlertTrigger.Aggregate;
import signalbox.domain.notification.AlertTrigger.Comparison;
import signalbox.domain.notification.Notification;
import signalbox.domain.notification.NotificationKind;
import signalbox.domain.notification.Place;

/** When a metric's points tell somebody, and how often. */
final class AlertOnMetricsTest {
  private final AlertScene scene = new AlertScene();

  private static AlertTrigger.OnMetric below(double value, int points) {
    return new AlertTrigger.OnMetric("loss", Aggregate.LAST, Comparison.BELOW, value, points);
  }

  private AlertRule rule(AlertTrigger trigger) {
    return scene.rule(scene.viewer, false, trigger, AlertScope.EVERY_RUN);
  }

  private List<Notification> told() {
    return scene.inbox(scene.viewer);
  }

  @Test
  void tellsThePointThatMetTheRule() {
    rule(below(0.1, 1));
    scene.onMetrics.handle(List.of(scene.report(1, 1, 0.5, 0.3), scene.report(1, 2, 0.09, 0.01)));
    assertThat(told())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.kind()).isEqualTo(NotificationKind.METRIC);
          assertThat(one.title()).isEqualTo("credit-gbm: loss < 0.1");
          assertThat(one.text()).isEqualTo("loss was 0.09 at step 20 (rule: last loss < 0.1)");
          assertThat(one.place()).isEqualTo(Place.point(1, "loss", 20));
        });
  }

  @Test
  void tellsOnceHoweverOftenItIsMet() {
    rule(below(0.1, 1));
    scene.onMetrics.handle(List.of(scene.report(1, 1, 0.05)));
    scene.onMetrics.handle(List.of(scene.report(1, 2, 0.5, 0.05)));
    scene.onMetrics.handle(List.of(scene.report(2, 1, 0.05)));
    assertThat(told()).hasSize(1);
  }

  @Test
  void countsPointsInARowOverBatches() {
    rule(below(0.1, 3));
    scene.onMetrics.handle(List.of(scene.report(1, 1, 0.05, 0.05)));
    assertThat(told()).isEmpty();
    scene.onMetrics.handle(List.of(scene.report(1, 2, 0.05)));
    assertThat(told()).hasSize(1);
  }

  @Test
  void aBatchThatComesAgainCountsOnce() {
    rule(below(0.1, 3));
    List<MetricsReported> batch = List.of(scene.report(1, 1, 0.05, 0.05));
    scene.onMetrics.handle(batch);
    scene.onMetrics.handle(batch);
    assertThat(told()).isEmpty();
  }

  @Test
  void aNewAttemptBeginsAnewAndAnOldOneIsOver() {
    rule(below(0.1, 2));
    scene.onMetrics.handle(List.of(scene.report(1, 1, 0.05)));
    scene.onMetrics.handle(List.of(scene.report(2, 1, 0.05)));
    scene.onMetrics.handle(List.of(scene.report(1, 2, 0.05)));
    assertThat(told()).isEmpty();
    scene.onMetrics.handle(List.of(scene.report(2, 2, 0.05)));
    assertThat(told()).hasSize(1);
  }

  @Test
  void aChangedConditionMayTellAgain() {
    AlertRule rule = rule(below(0.1, 1));
    scene.onMetrics.handle(List.of(scene.report(1, 1, 0.05)));
    scene.rules.update(rule.changed("watch", true, below(0.01, 1), AlertScope.EVERY_RUN));
    scene.rules.forgetWatches(rule.id());
    scene.onMetrics.handle(List.of(scene.report(1, 2, 0.001)));
    assertThat(told()).hasSize(2);
  }

  @Test
  void otherKeysAndDisabledRulesTellNothing() {
    rule(new AlertTrigger.OnMetric("accuracy", Aggregate.LAST, Comparison.ABOVE, 0, 1));
    AlertRule off = rule(below(0.1, 1));
    scene.rules.update(off.changed("off", false, off.trigger(), AlertScope.EVERY_RUN));
    scene.onMetrics.handle(List.of(scene.report(1, 1, 0.05)));
    assertThat(told()).isEmpty();
  }

  /** Whatever is cut into batches and redelivered, the answer is that of one pass. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void batchesAndRepeatsDoNotMatter(long seed) {
    Random random = new Random(seed);
    List<MetricsReported> reports = new ArrayList<>();
    for (int sequence = 1; sequence <= 30; sequence++) {
      reports.add(scene.report(1, sequence, random.nextDouble(), random.nextDouble()));
    }
    rule(below(0.4, 4));
    AlertScene onePass = new AlertScene();
    onePass.rule(onePass.viewer, false, below(0.4, 4), AlertScope.EVERY_RUN);
    onePass.onMetrics.handle(
        reports.stream()
            .map(report ->
                new MetricsReported(
                    onePass.run.id(), report.attempt(), report.sequence(), report.points()))
            .toList());
    int done = 0;
    while (done < reports.size()) {
      int from = Math.max(0, done - random.nextInt(5));
      int to = Math.min(reports.size(), done + 1 + random.nextInt(4));
      scene.onMetrics.handle(reports.subList(from, to));
      done = to;
    }
    assertThat(told()).hasSameSizeAs(onePass.inbox(onePass.viewer));
    assertThat(told().stream().map(one -> one.place().step()).toList())
        .isEqualTo(onePass.inbox(onePass.viewer).stream().map(one -> one.place().step()).toList());
  }
}
