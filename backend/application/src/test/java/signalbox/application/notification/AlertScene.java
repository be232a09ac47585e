package signalbox.application.notification;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import signalbox.application.event.MetricsReported;
import signalbox.application.event.Topic;
import signalbox.application.run.RunWatcher;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.ImmediateTransactions;
import signalbox.application.shared.PageRequest;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.notification.AlertRule;
import signalbox.domain.notification.AlertRuleId;
import signalbox.domain.notification.AlertScope;
import signalbox.domain.notification.AlertTrigger;
import signalbox.domain.notification.Notification;
import signalbox.domain.notification.NotificationKind;
import signalbox.domain.notification.Webhook;
import signalbox.domain.notification.WebhookId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunState;
import signalbox.domain.run.RunStatus;

/** Alerts over stores in memory: a project with an admin and a viewer, and a run. */
final class AlertScene {
  static final Instant NOW = TestRuns.NOW;

  final ProjectId project = new ProjectId(TestRuns.IDS.next());
  final UserId admin = new UserId(TestRuns.IDS.next());
  final UserId viewer = new UserId(TestRuns.IDS.next());
  final InMemoryAlertRuleRepository rules = new InMemoryAlertRuleRepository();
  final InMemoryNotificationRepository notifications = new InMemoryNotificationRepository();
  final InMemoryWebhooks webhooks = new InMemoryWebhooks();
  final List<Topic> signals = new ArrayList<>();
  final Run run =
      TestRuns.training(project, new DatasetId(TestRuns.IDS.next()), admin, "credit-gbm");
  final RaiseAlerts raise =
      new RaiseAlerts(
          rules,
          notifications,
          webhooks,
          webhooks,
          WebhookMessage::toString,
          new ImmediateTransactions(),
          signals::add,
          () -> {},
          TestRuns.IDS,
          () -> NOW);
  final AlertOnStatus onStatus = new AlertOnStatus(rules, raise);
  final AlertOnImprovement onImprovement = new AlertOnImprovement(rules, raise);
  final AlertOnMetrics onMetrics = new AlertOnMetrics(rules, raise, new ImmediateTransactions());

  AlertScene() {
    notifications.member(project, admin, Role.ADMIN);
    notifications.member(project, viewer, Role.VIEWER);
    rules.know(run);
  }

  AlertRule rule(UserId owner, boolean shared, AlertTrigger trigger, AlertScope scope) {
    AlertRule rule =
        new AlertRule(
            new AlertRuleId(TestRuns.IDS.next()),
            project,
            owner,
            shared,
            "watch",
            true,
            trigger,
            scope,
            NOW);
    rules.insert(rule);
    return rule;
  }

  Webhook webhook(NotificationKind... events) {
    Webhook webhook =
        new Webhook(
            new WebhookId(TestRuns.IDS.next()),
            project,
            "chat",
            "https://example.org/hook",
            Set.of(events),
            true,
            null,
            0,
            NOW,
            admin);
    webhooks.insert(webhook, "sealed".getBytes(StandardCharsets.UTF_8));
    return webhook;
  }

  void reach(RunStatus status, int attempt) {
    RunState state = run.state();
    RunState there =
        new RunState(
            status,
            null,
            attempt,
            null,
            null,
            null,
            0,
            state.summary(),
            null,
            false,
            null,
            null,
            1,
            null,
            null,
            null,
            null,
            null,
            0,
            null,
            null);
    onStatus.reached(List.of(new RunWatcher.Reached(run.with(there), status)));
  }

  MetricsReported report(int attempt, long sequence, double... values) {
    List<MetricsReported.Point> points = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      points.add(new MetricsReported.Point("loss", "loss", sequence * 10 + i, NOW, values[i]));
    }
    return new MetricsReported(run.id(), attempt, sequence, points);
  }

  List<Notification> inbox(UserId user) {
    return notifications.list(user, false, new PageRequest(100, null)).items().stream()
        .map(NotificationView::notification)
        .toList();
  }
}
