package signalbox.application.notification;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import signalbox.application.run.RunWatcher;
import signalbox.domain.notification.AlertRule;
import signalbox.domain.notification.AlertTrigger;
import signalbox.domain.notification.NotificationKind;
import signalbox.domain.notification.Place;
import signalbox.domain.run.Failure;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.RunStatus;
import signalbox.domain.run.SolveOutcome;

/** Raises the alerts that wait for a status, in the transaction that records it. */
public final class AlertOnStatus implements RunWatcher {
  private static final int MAX_TEXT_LENGTH = 500;

  private final AlertRuleRepository rules;
  private final RaiseAlerts raise;

  public AlertOnStatus(AlertRuleRepository rules, RaiseAlerts raise) {
    this.rules = rules;
    this.raise = raise;
  }

  @Override
  public void reached(List<Reached> reached) {
    List<Reached> telling =
        reached.stream().filter(one -> NotificationKind.of(one.status()).isPresent()).toList();
    if (telling.isEmpty()) {
      return;
    }
    List<AlertRule> waiting =
        rules.onStatus(
            telling.stream().map(one -> one.run().projectId()).collect(Collectors.toSet()));
    List<RaisedAlert> raised = new ArrayList<>();
    for (Reached one : telling) {
      RunFacts run = RunFacts.of(one.run());
      for (AlertRule rule : waiting) {
        if (waits(rule.trigger(), one) && run.coveredBy(rule)) {
          raised.add(alert(rule, run, one));
        }
      }
    }
    raise.raise(raised);
  }

  private static boolean waits(AlertTrigger trigger, Reached reached) {
    return switch (trigger) {
      case AlertTrigger.OnStatus(Set<RunStatus> statuses) -> statuses.contains(reached.status());
      case AlertTrigger.OnStudy study ->
          study.ended() && reached.status().terminal() && reached.run().kind() == RunKind.STUDY;
      case AlertTrigger.OnMetric _ -> false;
    };
  }

  private static RaisedAlert alert(AlertRule rule, RunFacts run, Reached reached) {
    RunStatus status = reached.status();
    return new RaisedAlert(
        rule,
        run,
        cause(status, run.attempt()),
        NotificationKind.of(status).orElseThrow(),
        run.name() + " " + words(status),
        text(reached.run()),
        run.kind() == RunKind.STUDY ? Place.study(null) : place(status, run.attempt()),
        null,
        null);
  }

  /** An end comes once; contact can be lost once in each attempt that tells. */
  private static String cause(RunStatus status, int attempt) {
    return status.terminal() ? status.word() : status.word() + " " + attempt;
  }

  private static String words(RunStatus status) {
    return switch (status) {
      case SUCCEEDED -> "succeeded";
      case FAILED -> "failed";
      case TIMED_OUT -> "timed out";
      case CANCELLED -> "was cancelled";
      case LOST_CONTACT -> "lost contact";
      case CREATED, QUEUED, STARTING, RUNNING, RETRYING, CANCELLING -> "is " + status.word();
    };
  }

  private static String text(Run run) {
    Failure failure = run.state().failure();
    SolveOutcome outcome = run.state().outcome();
    if (failure == null) {
      return outcome == null ? best(run) : "The outcome is " + words(outcome) + ".";
    }
    String text = failure.message();
    return text.length() <= MAX_TEXT_LENGTH ? text : text.substring(0, MAX_TEXT_LENGTH - 1) + "…";
  }

  /** Of a study with one objective, which sums up as its best value. */
  private static String best(Run run) {
    return run.kind() != RunKind.STUDY
        ? ""
        : run.state().summary().entrySet().stream()
            .map(best ->
                "The best " + best.getKey() + " is " + AlertWords.number(best.getValue()) + ".")
            .collect(Collectors.joining(" "));
  }

  private static String words(SolveOutcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static Place place(RunStatus status, int attempt) {
    boolean log =
        status == RunStatus.FAILED
            || status == RunStatus.TIMED_OUT
            || status == RunStatus.LOST_CONTACT;
    return log && attempt > 0
        ? Place.of(Place.View.LOG, attempt)
        : Place.of(Place.View.RUN, attempt > 0 ? attempt : null);
  }
}
