package signalbox.bootstrap;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import signalbox.application.event.ChangeSignal;
import signalbox.application.event.MetricsReported;
import signalbox.application.event.StatusHandler;
import signalbox.application.identity.Secrets;
import signalbox.application.notification.AlertOnImprovement;
import signalbox.application.notification.AlertOnMetrics;
import signalbox.application.notification.AlertOnStatus;
import signalbox.application.notification.AlertRuleAccess;
import signalbox.application.notification.AlertRuleRepository;
import signalbox.application.notification.ChangeAlertRuleHandler;
import signalbox.application.notification.ChangeWebhookHandler;
import signalbox.application.notification.CreateAlertRuleHandler;
import signalbox.application.notification.CreateWebhookHandler;
import signalbox.application.notification.DeleteAlertRuleHandler;
import signalbox.application.notification.DeleteWebhookHandler;
import signalbox.application.notification.DeliverDefaults;
import signalbox.application.notification.DeliverWebhooks;
import signalbox.application.notification.DeliveryStore;
import signalbox.application.notification.GetRunMuteHandler;
import signalbox.application.notification.ListAlertRulesHandler;
import signalbox.application.notification.ListDeliveriesHandler;
import signalbox.application.notification.ListNotificationsHandler;
import signalbox.application.notification.ListWebhooksHandler;
import signalbox.application.notification.NotificationRepository;
import signalbox.application.notification.PutRunMuteHandler;
import signalbox.application.notification.RaiseAlerts;
import signalbox.application.notification.ReadNotificationsHandler;
import signalbox.application.notification.RenewWebhookSecretHandler;
import signalbox.application.notification.ResendDeliveryHandler;
import signalbox.application.notification.SealedSecrets;
import signalbox.application.notification.TestWebhookHandler;
import signalbox.application.notification.WebhookAccess;
import signalbox.application.notification.WebhookMessage;
import signalbox.application.notification.WebhookRepository;
import signalbox.application.run.RunAccess;
import signalbox.application.run.RunRepository;
import signalbox.application.run.RunWatcher;
import signalbox.application.shared.RemoveExpired;
import signalbox.application.shared.Transactions;
import signalbox.application.storage.ChoreName;
import signalbox.application.storage.RecordedChore;
import signalbox.application.study.StudyWatcher;
import signalbox.bootstrap.observability.Observability;
import signalbox.infrastructure.crypto.identity.RandomSecrets;
import signalbox.infrastructure.crypto.notification.AesSealedSecrets;
import signalbox.infrastructure.http.notification.AddressGuard;
import signalbox.infrastructure.http.notification.JsonWebhookMessages;
import signalbox.infrastructure.http.notification.SocketWebhookSender;
import signalbox.infrastructure.postgres.notification.PostgresAlertRuleRepository;
import signalbox.infrastructure.postgres.notification.PostgresDeliveryStore;
import signalbox.infrastructure.postgres.notification.PostgresNotificationRepository;
import signalbox.infrastructure.postgres.notification.PostgresWebhookRepository;
import signalbox.infrastructure.postgres.run.PostgresMemberRuns;
import signalbox.infrastructure.postgres.run.PostgresRunRepository;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.notification.AlertRuleRoutes;
import signalbox.presentation.rest.notification.NotificationRoutes;
import signalbox.presentation.rest.notification.WebhookRoutes;
import signalbox.presentation.timer.PeriodicTimer;

/** Alert rules, inboxes, webhooks and what sends them. */
final class NotificationWiring implements Wiring {
  /** How late a delivery may be noticed whose turn has come, or that another backend left. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final Duration BETWEEN_REMOVALS = Duration.ofMinutes(10);
  private static final Duration KEPT = Duration.ofDays(90);

  private final NotificationRepository notifications;
  private final AlertOnStatus onStatus;
  private final AlertOnImprovement onImprovement;
  private final AlertOnMetrics onMetrics;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Part> parts;
  private final List<RouteGroup> routes;
  private volatile @Nullable PeriodicTimer delivery;

  NotificationWiring(Platform platform, IdentityWiring identity, ChangeSignal signal) {
    Transactions transactions = platform.transactions();
    AlertRuleRepository rules = new PostgresAlertRuleRepository(platform.metadata());
    notifications = new PostgresNotificationRepository(platform.metadata());
    WebhookRepository webhooks = new PostgresWebhookRepository(platform.metadata());
    DeliveryStore deliveries = new PostgresDeliveryStore(platform.metadata());
    WebhookMessage.Writer writer = new JsonWebhookMessages();
    SealedSecrets sealed = new AesSealedSecrets(platform.settings().webhookKeyBytes());
    RaiseAlerts raise =
        new RaiseAlerts(
            rules,
            notifications,
            webhooks,
            deliveries,
            writer,
            transactions,
            signal,
            this::wakeDelivery,
            platform.ids(),
            platform.clock());
    onStatus = new AlertOnStatus(rules, raise);
    onImprovement = new AlertOnImprovement(rules, raise);
    onMetrics = new AlertOnMetrics(rules, raise, transactions);
    DeliverWebhooks deliver =
        new DeliverWebhooks(
            new DeliverWebhooks.Ports(
                deliveries,
                webhooks,
                notifications,
                raise,
                SocketWebhookSender.standard(
                    new AddressGuard(platform.settings().webhooks().networks())),
                sealed,
                transactions,
                platform.ids()),
            DeliverDefaults.STANDARD,
            executor,
            this::wakeDelivery,
            platform.clock(),
            new SecureRandom());
    PeriodicTimer timer = new PeriodicTimer("deliver-webhooks", LOOK, deliver);
    delivery = timer;
    RemoveExpired oldInbox = new RemoveExpired(notifications, KEPT, platform.clock());
    RemoveExpired oldDeliveries =
        new RemoveExpired(deliveries, DeliverDefaults.KEPT, platform.clock());
    parts =
        List.of(
            new TimerPart(timer),
            platform
                .chores()
                .shared(
                    ChoreName.OLD_NOTIFICATIONS,
                    BETWEEN_REMOVALS,
                    RecordedChore.counting(oldInbox, oldInbox::removedRows)),
            platform
                .chores()
                .shared(
                    ChoreName.OLD_DELIVERIES,
                    BETWEEN_REMOVALS,
                    RecordedChore.counting(oldDeliveries, oldDeliveries::removedRows)));
    RunRepository runs = new PostgresRunRepository(platform.metadata());
    RunAccess runAccess =
        new RunAccess(new PostgresMemberRuns(platform.metadata()), identity.access());
    routes =
        List.of(
            inbox(platform, runAccess, signal),
            rules(platform, identity, rules, runs),
            webhooks(
                platform,
                new WebhookAccess(identity.access(), webhooks),
                webhooks,
                deliveries,
                writer,
                sealed));
    Observability observability = platform.observability();
    observability.counter(
        "signalbox.webhook.attempts",
        "Attempts to deliver to webhooks",
        deliver::delivered,
        "outcome",
        "delivered");
    observability.counter(
        "signalbox.webhook.attempts",
        "Attempts to deliver to webhooks",
        deliver::failed,
        "outcome",
        "failed");
  }

  private NotificationRoutes inbox(Platform platform, RunAccess runs, ChangeSignal signal) {
    Observability observability = platform.observability();
    return new NotificationRoutes(
        new NotificationRoutes.Handlers(
            observability.handler(
                "ListNotifications",
                new ListNotificationsHandler(notifications, platform.transactions())),
            observability.handler(
                "ReadNotifications",
                new ReadNotificationsHandler(
                    notifications, platform.transactions(), signal, platform.clock())),
            observability.handler("GetRunMute", new GetRunMuteHandler(runs, notifications)),
            observability.handler("PutRunMute", new PutRunMuteHandler(runs, notifications))));
  }

  private static AlertRuleRoutes rules(
      Platform platform, IdentityWiring identity, AlertRuleRepository rules, RunRepository runs) {
    Observability observability = platform.observability();
    AlertRuleAccess access = new AlertRuleAccess(identity.access(), rules, runs);
    return new AlertRuleRoutes(
        new AlertRuleRoutes.Handlers(
            observability.handler(
                "ListAlertRules", new ListAlertRulesHandler(identity.access(), rules)),
            observability.handler(
                "CreateAlertRule",
                new CreateAlertRuleHandler(
                    access,
                    rules,
                    identity.users(),
                    platform.transactions(),
                    platform.ids(),
                    platform.clock())),
            observability.handler(
                "ChangeAlertRule",
                new ChangeAlertRuleHandler(access, rules, platform.transactions())),
            observability.handler("DeleteAlertRule", new DeleteAlertRuleHandler(access, rules))));
  }

  private WebhookRoutes webhooks(
      Platform platform,
      WebhookAccess access,
      WebhookRepository webhooks,
      DeliveryStore deliveries,
      WebhookMessage.Writer writer,
      SealedSecrets sealed) {
    Observability observability = platform.observability();
    Secrets secrets = new RandomSecrets();
    return new WebhookRoutes(
        new WebhookRoutes.Handlers(
            observability.handler("ListWebhooks", new ListWebhooksHandler(access, webhooks)),
            observability.handler(
                "CreateWebhook",
                new CreateWebhookHandler(
                    access,
                    webhooks,
                    secrets,
                    sealed,
                    platform.transactions(),
                    platform.ids(),
                    platform.clock())),
            observability.handler(
                "ChangeWebhook",
                new ChangeWebhookHandler(
                    access, webhooks, platform.transactions(), this::wakeDelivery)),
            observability.handler("DeleteWebhook", new DeleteWebhookHandler(access, webhooks)),
            observability.handler(
                "RenewWebhookSecret",
                new RenewWebhookSecretHandler(access, webhooks, secrets, sealed)),
            observability.handler(
                "TestWebhook",
                new TestWebhookHandler(
                    access,
                    notifications,
                    deliveries,
                    writer,
                    platform.transactions(),
                    this::wakeDelivery,
                    platform.ids(),
                    platform.clock())),
            observability.handler("ListDeliveries", new ListDeliveriesHandler(access, deliveries)),
            observability.handler(
                "ResendDelivery",
                new ResendDeliveryHandler(
                    access,
                    deliveries,
                    platform.transactions(),
                    this::wakeDelivery,
                    platform.clock()))));
  }

  private void wakeDelivery() {
    PeriodicTimer timer = delivery;
    if (timer != null) {
      timer.wake();
    }
  }

  NotificationRepository notifications() {
    return notifications;
  }

  /** Raises alerts in the transaction that records a status. */
  RunWatcher onStatus() {
    return onStatus;
  }

  /** Raises alerts in the transaction that records a better trial. */
  StudyWatcher onImprovement() {
    return onImprovement;
  }

  /** Raises alerts after {@code first} has stored the points. */
  StatusHandler<MetricsReported> metricsAfter(StatusHandler<MetricsReported> first) {
    return messages -> {
      first.handle(messages);
      onMetrics.handle(messages);
    };
  }

  @Override
  public List<RouteGroup> routes() {
    return routes;
  }

  @Override
  public List<Part> parts() {
    return parts;
  }
}
