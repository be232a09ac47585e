package signalbox.application.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import signalbox.application.event.Topic;
import signalbox.application.notification.NotificationRepository.Mute;
import signalbox.application.run.RunWatcher;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.PageRequest;
import signalbox.domain.identity.UserId;
import signalbox.domain.notification.AlertScope;
import signalbox.domain.notification.AlertTrigger;
import signalbox.domain.notification.Notification;
import signalbox.domain.notification.NotificationKind;
import signalbox.domain.notification.Place;
import signalbox.domain.notification.Webhook;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.RunReport;
import signalbox.domain.run.RunSpec;
import signalbox.domain.run.RunState;
import signalbox.domain.run.RunStatus;
import signalbox.domain.run.SolveOutcome;

/** Whom a run's status tells, and how often. */
final class AlertOnStatusTest {
  private static final AlertTrigger ENDS_BADLY =
      new AlertTrigger.OnStatus(Set.of(RunStatus.FAILED, RunStatus.LOST_CONTACT));

  private final AlertScene scene = new AlertScene();

  @Test
  void aSharedRuleTellsEveryMemberOnce() {
    scene.rule(scene.admin, true, ENDS_BADLY, AlertScope.EVERY_RUN);
    scene.reach(RunStatus.FAILED, 1);
    scene.reach(RunStatus.FAILED, 1);
    for (UserId user : Set.of(scene.admin, scene.viewer)) {
      assertThat(scene.inbox(user)).hasSize(1);
      Notification told = scene.inbox(user).getFirst();
      assertThat(told.kind()).isEqualTo(NotificationKind.RUN_FAILED);
      assertThat(told.title()).isEqualTo("credit-gbm failed");
      assertThat(told.place()).isEqualTo(Place.of(Place.View.LOG, 1));
      assertThat(scene.signals).contains(new Topic.MyNotifications(user));
    }
  }

  @Test
  void aPersonalRuleTellsItsOwnerAlone() {
    scene.rule(scene.viewer, false, ENDS_BADLY, AlertScope.EVERY_RUN);
    scene.reach(RunStatus.FAILED, 1);
    assertThat(scene.inbox(scene.viewer)).hasSize(1);
    assertThat(scene.inbox(scene.admin)).isEmpty();
  }

  @Test
  void whoeverLeftTheProjectHearsNothing() {
    scene.rule(scene.viewer, false, ENDS_BADLY, AlertScope.EVERY_RUN);
    scene.notifications.leaves(scene.project, scene.viewer);
    scene.reach(RunStatus.FAILED, 1);
    assertThat(scene.inbox(scene.viewer)).isEmpty();
  }

  @Test
  void anAdministratorNeedsNoMembership() {
    UserId administrator = new UserId(TestRuns.IDS.next());
    scene.notifications.administrator(administrator);
    scene.rule(administrator, false, ENDS_BADLY, AlertScope.EVERY_RUN);
    scene.reach(RunStatus.FAILED, 1);
    assertThat(scene.inbox(administrator)).hasSize(1);
  }

  @Test
  void contactIsLostOncePerAttempt() {
    scene.rule(scene.viewer, false, ENDS_BADLY, AlertScope.EVERY_RUN);
    scene.reach(RunStatus.LOST_CONTACT, 1);
    scene.reach(RunStatus.LOST_CONTACT, 1);
    scene.reach(RunStatus.LOST_CONTACT, 2);
    scene.reach(RunStatus.FAILED, 2);
    assertThat(scene.inbox(scene.viewer))
        .extracting(Notification::kind)
        .containsExactly(
            NotificationKind.RUN_FAILED,
            NotificationKind.RUN_LOST_CONTACT,
            NotificationKind.RUN_LOST_CONTACT);
  }

  @Test
  void saysHowASolveCameOut() {
    scene.rule(
        scene.viewer,
        false,
        new AlertTrigger.OnStatus(Set.of(RunStatus.SUCCEEDED)),
        new AlertScope(RunKind.SOLVE, null, null, null));
    RunSpec spec = new RunSpec.Solve("highs", null, Map.of(), null, null);
    Run solve = TestRuns.of(scene.project, spec, scene.admin, "flugpl");
    scene.rules.know(solve);
    RunReport report =
        new RunReport(
            1,
            4,
            TestRuns.NOW,
            new RunReport.Succeeded(Map.of(), null, false, SolveOutcome.NO_SOLUTION));
    RunState.Taken taken = solve.state().after(report);
    assertThat(taken).isInstanceOf(RunState.Taken.Changed.class);
    Run ended = solve.with(((RunState.Taken.Changed) taken).state());
    scene.onStatus.reached(List.of(new RunWatcher.Reached(ended, ended.status())));
    assertThat(scene.inbox(scene.viewer))
        .extracting(Notification::text)
        .containsExactly("The outcome is no solution.");
    scene.reach(RunStatus.SUCCEEDED, 1);
    assertThat(scene.inbox(scene.viewer)).hasSize(1);
  }

  @Test
  void otherStatusesAndOtherRunsTellNothing() {
    scene.rule(
        scene.viewer, false, ENDS_BADLY, new AlertScope(RunKind.PREDICTION, null, null, null));
    scene.rule(scene.viewer, false, ENDS_BADLY, new AlertScope(null, "absent", null, null));
    scene.reach(RunStatus.FAILED, 1);
    scene.reach(RunStatus.SUCCEEDED, 1);
    scene.reach(RunStatus.QUEUED, 1);
    assertThat(scene.inbox(scene.viewer)).isEmpty();
  }

  @Test
  void aMutedRunTellsWhoMutedItNothing() {
    scene.rule(scene.admin, true, ENDS_BADLY, AlertScope.EVERY_RUN);
    scene.notifications.mute(new Mute(scene.viewer, scene.run.id()));
    scene.reach(RunStatus.FAILED, 1);
    assertThat(scene.inbox(scene.viewer)).isEmpty();
    assertThat(scene.inbox(scene.admin)).hasSize(1);
  }

  @Test
  void webhooksHearWhatTheyAskedForOfSharedRules() {
    Webhook wants = scene.webhook(NotificationKind.RUN_FAILED);
    Webhook other = scene.webhook(NotificationKind.METRIC);
    scene.rule(scene.viewer, false, ENDS_BADLY, AlertScope.EVERY_RUN);
    scene.reach(RunStatus.FAILED, 1);
    assertThat(scene.webhooks.list(wants.id(), new PageRequest(9, null)).total()).isZero();
    scene.rule(scene.admin, true, ENDS_BADLY, AlertScope.EVERY_RUN);
    scene.reach(RunStatus.FAILED, 1);
    assertThat(scene.webhooks.list(wants.id(), new PageRequest(9, null)).items())
        .singleElement()
        .satisfies(delivery -> {
          assertThat(delivery.event()).isEqualTo(NotificationKind.RUN_FAILED);
          assertThat(delivery.body()).contains("credit-gbm failed", delivery.id().toString());
        });
    assertThat(scene.webhooks.list(other.id(), new PageRequest(9, null)).total()).isZero();
  }
}
