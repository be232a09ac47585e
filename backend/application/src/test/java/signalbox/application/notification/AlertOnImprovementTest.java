package signalbox.application.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.application.notification.NotificationRepository.Mute;
import signalbox.application.run.RunWatcher;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.PageRequest;
import signalbox.application.study.StudyWatcher;
import signalbox.application.study.TestStudies;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.notification.AlertRule;
import signalbox.domain.notification.AlertScope;
import signalbox.domain.notification.AlertTrigger;
import signalbox.domain.notification.Notification;
import signalbox.domain.notification.NotificationKind;
import signalbox.domain.notification.Place;
import signalbox.domain.notification.Webhook;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.RunReport;
import signalbox.domain.run.RunState;
import signalbox.domain.run.RunStatus;
import signalbox.domain.study.BestTrial;
import signalbox.domain.study.Direction;
import signalbox.domain.study.Objective;
import signalbox.domain.study.StudyDefinition;
import signalbox.domain.study.TrialState;

/** When a study's trials and its end tell somebody, and how often. */
final class AlertOnImprovementTest {
  private static final Objective AUC = new Objective("roc_auc", Direction.MAXIMIZE);
  private static final Objective LOSS = new Objective("loss", Direction.MINIMIZE);

  private final AlertScene scene = new AlertScene();
  private final Run study =
      TestRuns.study(scene.project, new DatasetId(TestRuns.IDS.next()), scene.admin, "search");
  private final List<BestTrial> before = new ArrayList<>();

  @BeforeEach
  void knowTheStudy() {
    scene.rules.know(study);
  }

  private static AlertTrigger better(double by) {
    return new AlertTrigger.OnStudy(true, by, false);
  }

  private static AlertTrigger better() {
    return new AlertTrigger.OnStudy(true, null, false);
  }

  private AlertRule rule(AlertTrigger trigger) {
    return scene.rule(scene.viewer, false, trigger, AlertScope.EVERY_RUN);
  }

  private static StudyDefinition of(Objective... objectives) {
    StudyDefinition known = TestStudies.definition();
    return new StudyDefinition(
        known.search(),
        List.of(objectives),
        known.constraints(),
        known.sampler(),
        known.pruner(),
        known.seed());
  }

  /** One trial after the other, each better than all before it; the first stands already. */
  private StudyWatcher.Improved improve(Objective objective, int number, double value) {
    RunId run = new RunId(TestRuns.IDS.next());
    StudyWatcher.Improved improved =
        new StudyWatcher.Improved(
            study,
            of(objective),
            before,
            TestStudies.ended(
                TestStudies.trial(study.id(), number, run, number),
                TrialState.COMPLETED,
                TestRuns.NOW,
                number + 1L,
                value));
    before.clear();
    before.add(new BestTrial(number, run, List.of(value)));
    return improved;
  }

  private void stands(double value) {
    before.add(new BestTrial(0, new RunId(TestRuns.IDS.next()), List.of(value)));
  }

  private List<String> titles() {
    return scene.inbox(scene.viewer).stream().map(Notification::title).toList().reversed();
  }

  @Test
  void tellsEachBetterTrialAndWhereItIs() {
    rule(better());
    stands(0.9);
    scene.onImprovement.improved(List.of(improve(AUC, 3, 0.91), improve(AUC, 7, 0.9132)));
    scene.onImprovement.improved(List.of(improve(AUC, 9, 1)));
    assertThat(titles())
        .containsExactly(
            "search: roc_auc improved to 0.91",
            "search: roc_auc improved to 0.9132",
            "search: roc_auc improved to 1");
    Notification last = scene.inbox(scene.viewer).getFirst();
    assertThat(last.kind()).isEqualTo(NotificationKind.STUDY_IMPROVED);
    assertThat(last.text()).isEqualTo("By trial 9; the best before was 0.9132, of trial 7");
    assertThat(last.place()).isEqualTo(Place.study(9));
    assertThat(last.run()).isEqualTo(study.id());
  }

  @Test
  void tellsATrialOnceWhateverIsRepeated() {
    rule(better());
    stands(0.9);
    StudyWatcher.Improved improved = improve(AUC, 3, 0.91);
    scene.onImprovement.improved(List.of(improved));
    scene.onImprovement.improved(List.of(improved, improved));
    assertThat(titles()).hasSize(1);
  }

  @Test
  void addsUpSmallStepsUntilTheyAreEnough() {
    rule(better(0.01));
    stands(0.9);
    scene.onImprovement.improved(List.of(improve(AUC, 1, 0.904)));
    scene.onImprovement.improved(List.of(improve(AUC, 2, 0.908)));
    assertThat(titles()).isEmpty();
    scene.onImprovement.improved(List.of(improve(AUC, 3, 0.911), improve(AUC, 4, 0.92)));
    assertThat(titles()).containsExactly("search: roc_auc improved to 0.911");
    scene.onImprovement.improved(List.of(improve(AUC, 5, 0.9211)));
    assertThat(titles()).hasSize(2);
    assertThat(scene.inbox(scene.viewer).getFirst().text())
        .isEqualTo(
            "By trial 5; the best before was 0.92, of trial 4 (rule: better by at least 0.01)");
  }

  @Test
  void takesExactlyEnoughForEnoughWhateverTheBinaryDigitsSay() {
    rule(better(0.1));
    stands(0.3);
    scene.onImprovement.improved(List.of(improve(LOSS, 1, 0.2)));
    assertThat(titles()).containsExactly("search: loss improved to 0.2");
  }

  @Test
  void aChangedRuleCountsFromWhereTheStudyStandsThen() {
    AlertRule rule = rule(better(0.1));
    stands(0.5);
    scene.onImprovement.improved(List.of(improve(AUC, 1, 0.55)));
    scene.rules.update(rule.changed("watch", true, better(0.06), AlertScope.EVERY_RUN));
    scene.rules.forgetWatches(rule.id());
    scene.onImprovement.improved(List.of(improve(AUC, 2, 0.6)));
    assertThat(titles()).isEmpty();
    scene.onImprovement.improved(List.of(improve(AUC, 3, 0.62)));
    assertThat(titles()).containsExactly("search: roc_auc improved to 0.62");
  }

  @Test
  void ofSeveralObjectivesTellsWhatIsNewOnTheFrontHoweverLittle() {
    rule(better(10));
    stands(0.9);
    StudyWatcher.Improved improved =
        new StudyWatcher.Improved(
            study,
            of(AUC, LOSS),
            before,
            TestStudies.ended(
                TestStudies.trial(study.id(), 4, new RunId(TestRuns.IDS.next()), 4),
                TrialState.COMPLETED,
                TestRuns.NOW,
                5,
                0.8,
                0.25));
    scene.onImprovement.improved(List.of(improved));
    assertThat(scene.inbox(scene.viewer))
        .singleElement()
        .satisfies(one -> {
          assertThat(one.title()).isEqualTo("search: trial 4 is new on the Pareto front");
          assertThat(one.text()).isEqualTo("roc_auc = 0.8, loss = 0.25");
          assertThat(one.place()).isEqualTo(Place.study(4));
        });
  }

  @Test
  void otherRulesOtherStudiesAndWhoMutedItHearNothing() {
    rule(new AlertTrigger.OnStatus(Set.of(RunStatus.SUCCEEDED)));
    rule(new AlertTrigger.OnStudy(false, null, true));
    AlertRule off = rule(better());
    scene.rules.update(off.changed("off", false, better(), AlertScope.EVERY_RUN));
    scene.rule(scene.viewer, false, better(), new AlertScope(null, "absent", null, null));
    scene.rule(scene.admin, true, better(), new AlertScope(RunKind.STUDY, null, "SEAR", null));
    scene.notifications.mute(new Mute(scene.viewer, study.id()));
    stands(0.9);
    scene.onImprovement.improved(List.of(improve(AUC, 3, 0.91)));
    assertThat(titles()).isEmpty();
    assertThat(scene.inbox(scene.admin)).hasSize(1);
  }

  @Test
  void webhooksGetTheTrialAndTheWayToIt() {
    Webhook webhook = scene.webhook(NotificationKind.STUDY_IMPROVED);
    scene.rule(scene.admin, true, better(), AlertScope.EVERY_RUN);
    stands(0.9);
    scene.onImprovement.improved(List.of(improve(AUC, 3, 0.91)));
    assertThat(scene.webhooks.list(webhook.id(), new PageRequest(9, null)).items())
        .singleElement()
        .satisfies(delivery -> {
          assertThat(delivery.event()).isEqualTo(NotificationKind.STUDY_IMPROVED);
          assertThat(delivery.body())
              .contains(
                  "study_improved",
                  "number=3",
                  "{roc_auc=0.91}",
                  "/projects/" + scene.project + "/studies/" + study.id() + "?trial=3");
        });
  }

  @Test
  void tellsTheEndOfAStudyAndItsBest() {
    rule(new AlertTrigger.OnStudy(true, null, true));
    RunState.Taken taken =
        study
            .state()
            .after(
                new RunReport(
                    1,
                    4,
                    TestRuns.NOW,
                    new RunReport.Succeeded(Map.of("roc_auc", 0.9132), null, false, null)));
    assertThat(taken).isInstanceOf(RunState.Taken.Changed.class);
    Run ended = study.with(((RunState.Taken.Changed) taken).state());
    scene.onStatus.reached(List.of(new RunWatcher.Reached(ended, ended.status())));
    scene.onStatus.reached(List.of(new RunWatcher.Reached(ended, ended.status())));
    assertThat(scene.inbox(scene.viewer))
        .singleElement()
        .satisfies(one -> {
          assertThat(one.kind()).isEqualTo(NotificationKind.RUN_SUCCEEDED);
          assertThat(one.title()).isEqualTo("search succeeded");
          assertThat(one.text()).isEqualTo("The best roc_auc is 0.9132.");
          assertThat(one.place()).isEqualTo(Place.study(null));
        });
  }

  @Test
  void theEndOfAnotherRunIsNoneOfAStudy() {
    rule(new AlertTrigger.OnStudy(false, null, true));
    scene.reach(RunStatus.FAILED, 1);
    assertThat(titles()).isEmpty();
  }
}
