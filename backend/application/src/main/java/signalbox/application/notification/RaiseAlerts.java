package signalbox.application.notification;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import signalbox.application.event.ChangeSignal;
import signalbox.application.event.Topic;
import signalbox.application.notification.AlertRuleRepository.Fired;
import signalbox.application.notification.NotificationRepository.Audience;
import signalbox.application.notification.NotificationRepository.Mute;
import signalbox.application.shared.IdGenerator;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.UserId;
import signalbox.domain.notification.DeliveryId;
import signalbox.domain.notification.Notification;
import signalbox.domain.notification.NotificationId;
import signalbox.domain.notification.Webhook;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunKind;

/**
 * Tells everybody whom an alert concerns, once for each rule, run and cause: inboxes at once,
 * webhooks through their outbox. Takes part in the transaction that it is called in.
 */
public final class RaiseAlerts {
  private final AlertRuleRepository rules;
  private final NotificationRepository notifications;
  private final WebhookRepository webhooks;
  private final DeliveryStore deliveries;
  private final WebhookMessage.Writer writer;
  private final Transactions transactions;
  private final ChangeSignal signal;
  private final Runnable wakeDelivery;
  private final IdGenerator ids;
  private final InstantSource clock;

  /**
   * @param wakeDelivery is called after a commit that left deliveries; must neither block nor throw
   */
  public RaiseAlerts(
      AlertRuleRepository rules,
      NotificationRepository notifications,
      WebhookRepository webhooks,
      DeliveryStore deliveries,
      WebhookMessage.Writer writer,
      Transactions transactions,
      ChangeSignal signal,
      Runnable wakeDelivery,
      IdGenerator ids,
      InstantSource clock) {
    this.rules = rules;
    this.notifications = notifications;
    this.webhooks = webhooks;
    this.deliveries = deliveries;
    this.writer = writer;
    this.transactions = transactions;
    this.signal = signal;
    this.wakeDelivery = wakeDelivery;
    this.ids = ids;
    this.clock = clock;
  }

  void raise(Collection<RaisedAlert> raised) {
    Map<Fired, RaisedAlert> byCause = new LinkedHashMap<>();
    raised.forEach(alert ->
        byCause.putIfAbsent(new Fired(alert.rule().id(), alert.run().id(), alert.cause()), alert));
    if (byCause.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    Set<Fired> fresh = rules.fire(byCause.keySet(), now);
    List<RaisedAlert> alerts =
        byCause.entrySet().stream()
            .filter(entry -> fresh.contains(entry.getKey()))
            .map(Map.Entry::getValue)
            .toList();
    if (alerts.isEmpty()) {
      return;
    }
    Map<ProjectId, Audience> audiences =
        notifications.audiences(
            alerts.stream().map(alert -> alert.run().project()).collect(Collectors.toSet()));
    tellPeople(alerts, audiences, now);
    tellWebhooks(alerts, audiences, now);
  }

  private void tellPeople(
      List<RaisedAlert> alerts, Map<ProjectId, Audience> audiences, Instant now) {
    Set<UserId> administrators =
        notifications.administrators(
            alerts.stream().map(alert -> alert.rule().owner()).collect(Collectors.toSet()));
    Set<Mute> mutes =
        notifications.mutes(
            alerts.stream().map(alert -> alert.run().id()).collect(Collectors.toSet()));
    List<Notification> told = new ArrayList<>();
    for (RaisedAlert alert : alerts) {
      Set<UserId> users = new LinkedHashSet<>();
      Audience audience = audiences.get(alert.run().project());
      UserId owner = alert.rule().owner();
      if (audience != null && alert.rule().shared()) {
        users.addAll(audience.members().keySet());
      }
      // Whoever has left the project hears of it no more.
      if (administrators.contains(owner)
          || (audience != null && audience.members().containsKey(owner))) {
        users.add(owner);
      }
      users.removeIf(user -> mutes.contains(new Mute(user, alert.run().id())));
      users.forEach(user -> told.add(notification(alert, user, now)));
    }
    deliver(told);
  }

  /** Puts notifications into their inboxes and wakes who watches these. */
  void deliver(List<Notification> told) {
    if (told.isEmpty()) {
      return;
    }
    notifications.deliver(told);
    Set<UserId> users = told.stream().map(Notification::user).collect(Collectors.toSet());
    transactions.afterCommit(
        () -> users.forEach(user -> signal.changed(new Topic.MyNotifications(user))));
  }

  private Notification notification(RaisedAlert alert, UserId user, Instant now) {
    return new Notification(
        new NotificationId(ids.next()),
        user,
        alert.kind(),
        alert.run().project(),
        alert.run().id(),
        alert.rule().id(),
        alert.title(),
        alert.text(),
        alert.place(),
        now,
        null);
  }

  private void tellWebhooks(
      List<RaisedAlert> alerts, Map<ProjectId, Audience> audiences, Instant now) {
    Set<ProjectId> projects =
        alerts.stream()
            .filter(alert -> alert.rule().shared())
            .map(alert -> alert.run().project())
            .collect(Collectors.toSet());
    if (projects.isEmpty()) {
      return;
    }
    List<Webhook> enabled = webhooks.enabled(projects);
    List<DeliveryStore.New> left = new ArrayList<>();
    for (RaisedAlert alert : alerts) {
      if (!alert.rule().shared()) {
        continue;
      }
      Audience audience = audiences.get(alert.run().project());
      String project = audience == null ? "" : audience.projectName();
      enabled.stream()
          .filter(webhook -> webhook.project().equals(alert.run().project()))
          .filter(webhook -> webhook.events().contains(alert.kind()))
          .forEach(webhook -> left.add(delivery(alert, webhook, project, now)));
    }
    if (!left.isEmpty()) {
      deliveries.append(left);
      transactions.afterCommit(wakeDelivery);
    }
  }

  private DeliveryStore.New delivery(
      RaisedAlert alert, Webhook webhook, String projectName, Instant now) {
    DeliveryId id = new DeliveryId(ids.next());
    WebhookMessage message =
        new WebhookMessage(
            id.value(),
            alert.kind().name().toLowerCase(Locale.ROOT),
            alert.kind().severity().name().toLowerCase(Locale.ROOT),
            alert.title(),
            alert.text(),
            now,
            new WebhookMessage.Ref(alert.run().project().value(), projectName),
            new WebhookMessage.Ref(alert.run().id().value(), alert.run().name()),
            new WebhookMessage.Ref(alert.rule().id().value(), alert.rule().name()),
            alert.metric(),
            alert.trial(),
            path(alert));
    return new DeliveryStore.New(id, webhook.id(), alert.kind(), writer.write(message), now);
  }

  private static String path(RaisedAlert alert) {
    String project = "/projects/" + alert.run().project();
    Integer trial = alert.place().trial();
    return alert.run().kind() == RunKind.STUDY
        ? project + "/studies/" + alert.run().id() + (trial == null ? "" : "?trial=" + trial)
        : project + "/runs/" + alert.run().id();
  }
}
