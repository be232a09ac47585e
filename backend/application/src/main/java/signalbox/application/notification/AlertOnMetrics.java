package signalbox.application.notification;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import signalbox.application.event.MetricsReported;
import signalbox.application.event.StatusHandler;
import signalbox.application.notification.AlertRuleRepository.Candidate;
import signalbox.application.notification.AlertRuleRepository.Watched;
import signalbox.application.shared.Transactions;
import signalbox.domain.notification.AlertTrigger;
import signalbox.domain.notification.MetricWatch;
import signalbox.domain.notification.NotificationKind;
import signalbox.domain.notification.Place;
import signalbox.domain.run.RunId;

/**
 * Raises the alerts that wait for a metric. A batch costs one look at the rules; only where a rule
 * waits for one of its keys is there a transaction, in which the rule's state moves over the whole
 * batch and remembers up to where. A batch that comes again moves nothing.
 */
public final class AlertOnMetrics implements StatusHandler<MetricsReported> {
  private final AlertRuleRepository rules;
  private final RaiseAlerts raise;
  private final Transactions transactions;

  public AlertOnMetrics(AlertRuleRepository rules, RaiseAlerts raise, Transactions transactions) {
    this.rules = rules;
    this.raise = raise;
    this.transactions = transactions;
  }

  @Override
  public void handle(List<MetricsReported> messages) {
    Set<RunId> runs = new HashSet<>();
    Set<String> keys = new HashSet<>();
    for (MetricsReported message : messages) {
      runs.add(message.runId());
      message.points().forEach(point -> keys.add(point.key()));
    }
    // The database has no character 0, and no rule can wait for it.
    keys.removeIf(key -> key.indexOf('\u0000') >= 0);
    if (keys.isEmpty()) {
      return;
    }
    List<Candidate> candidates =
        rules.onMetrics(runs, keys).stream()
            .filter(candidate -> candidate.run().coveredBy(candidate.rule()))
            .toList();
    if (!candidates.isEmpty()) {
      transactions.inTransaction(() -> look(candidates, messages));
    }
  }

  private void look(List<Candidate> candidates, List<MetricsReported> messages) {
    Map<RunId, List<MetricsReported>> byRun = new HashMap<>();
    messages.forEach(
        message -> byRun.computeIfAbsent(message.runId(), _ -> new ArrayList<>()).add(message));
    Map<Watched, MetricWatch> watches =
        rules.lockWatches(
            candidates.stream().map(AlertOnMetrics::watched).collect(Collectors.toSet()));
    Map<Watched, MetricWatch> moved = new LinkedHashMap<>();
    List<RaisedAlert> raised = new ArrayList<>();
    for (Candidate candidate : candidates) {
      MetricWatch before = watches.get(watched(candidate));
      if (before == null) {
        // The run or the rule has just been removed.
        continue;
      }
      MetricWatch after =
          move(candidate, before, byRun.getOrDefault(candidate.run().id(), List.of()), raised);
      if (!after.equals(before)) {
        moved.put(watched(candidate), after);
      }
    }
    if (!moved.isEmpty()) {
      rules.putWatches(moved);
    }
    raise.raise(raised);
  }

  private static MetricWatch move(
      Candidate candidate,
      MetricWatch before,
      List<MetricsReported> reports,
      List<RaisedAlert> raised) {
    AlertTrigger.OnMetric trigger = (AlertTrigger.OnMetric) candidate.rule().trigger();
    MetricWatch watch = before;
    for (MetricsReported report : reports) {
      // The run may know of a newer attempt than this watch does.
      if (report.attempt() < candidate.run().attempt()
          || !watch.awaits(report.attempt(), report.sequence())) {
        continue;
      }
      watch = watch.entering(report.attempt(), report.sequence());
      for (MetricsReported.Point point : report.points()) {
        if (point.key().equals(trigger.key())) {
          boolean met = watch.met(trigger);
          watch = watch.after(trigger, point.value());
          if (!met && watch.met(trigger)) {
            raised.add(alert(candidate, trigger, report, point));
          }
        }
      }
    }
    return watch;
  }

  private static RaisedAlert alert(
      Candidate candidate,
      AlertTrigger.OnMetric trigger,
      MetricsReported report,
      MetricsReported.Point point) {
    RunFacts run = candidate.run();
    String condition =
        trigger.key()
            + " "
            + trigger.comparison().sign()
            + " "
            + AlertWords.number(trigger.value());
    String inARow = trigger.points() == 1 ? "" : ", " + trigger.points() + " points in a row";
    String aggregate = trigger.aggregate().name().toLowerCase(Locale.ROOT);
    return new RaisedAlert(
        candidate.rule(),
        run,
        trigger.cause(),
        NotificationKind.METRIC,
        run.name() + ": " + condition,
        trigger.key()
            + " was "
            + AlertWords.number(point.value())
            + " at step "
            + point.step()
            + " (rule: "
            + aggregate
            + " "
            + condition
            + inARow
            + ")",
        Place.point(report.attempt(), trigger.key(), point.step()),
        new WebhookMessage.Metric(trigger.key(), point.step(), point.value()),
        null);
  }

  private static Watched watched(Candidate candidate) {
    return new Watched(candidate.rule().id(), candidate.run().id());
  }
}
