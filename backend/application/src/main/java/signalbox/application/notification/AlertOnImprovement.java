package signalbox.application.notification;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import signalbox.application.notification.AlertRuleRepository.Watched;
import signalbox.application.study.StudyWatcher;
import signalbox.domain.notification.AlertRule;
import signalbox.domain.notification.AlertTrigger;
import signalbox.domain.notification.MetricWatch;
import signalbox.domain.notification.NotificationKind;
import signalbox.domain.notification.Place;
import signalbox.domain.study.BestTrial;
import signalbox.domain.study.Objective;

/**
 * Raises the alerts that wait for a better trial, in the transaction that records it. A rule that
 * wants more than a little remembers of each study what it told last.
 */
public final class AlertOnImprovement implements StudyWatcher {
  /** So much of what a rule wants may be lost to the rounding of a difference. */
  private static final double ROUNDING = 1e-9;

  private final AlertRuleRepository rules;
  private final RaiseAlerts raise;

  public AlertOnImprovement(AlertRuleRepository rules, RaiseAlerts raise) {
    this.rules = rules;
    this.raise = raise;
  }

  @Override
  public void improved(List<Improved> improved) {
    List<AlertRule> waiting =
        rules.onImprovement(
            improved.stream().map(one -> one.study().projectId()).collect(Collectors.toSet()));
    List<Candidate> candidates = new ArrayList<>();
    for (Improved one : improved) {
      RunFacts study = RunFacts.of(one.study());
      for (AlertRule rule : waiting) {
        if (rule.trigger() instanceof AlertTrigger.OnStudy trigger && study.coveredBy(rule)) {
          candidates.add(new Candidate(rule, trigger, study, one));
        }
      }
    }
    if (!candidates.isEmpty()) {
      raise.raise(met(candidates));
    }
  }

  private List<RaisedAlert> met(List<Candidate> candidates) {
    Set<Watched> watched = new HashSet<>();
    for (Candidate candidate : candidates) {
      if (candidate.gain() != null) {
        watched.add(candidate.watched());
      }
    }
    Map<Watched, MetricWatch> watches = new LinkedHashMap<>(rules.lockWatches(watched));
    List<RaisedAlert> raised = new ArrayList<>();
    for (Candidate candidate : candidates) {
      Double gain = candidate.gain();
      if (gain == null) {
        raised.add(candidate.alert());
        continue;
      }
      MetricWatch watch = watches.get(candidate.watched());
      if (watch == null) {
        // The study or the rule has just been removed.
        continue;
      }
      Double known = watch.extreme();
      double told = known == null ? candidate.before() : known;
      boolean enough = candidate.beats(told, gain);
      if (enough) {
        raised.add(candidate.alert());
      }
      watches.put(candidate.watched(), watch.told(enough ? candidate.value() : told));
    }
    if (!watches.isEmpty()) {
      rules.putWatches(watches);
    }
    return raised;
  }

  /** A rule that speaks of a study in which a trial is better. */
  private record Candidate(
      AlertRule rule, AlertTrigger.OnStudy trigger, RunFacts study, Improved improved) {
    private Watched watched() {
      return new Watched(rule.id(), study.id());
    }

    private List<Objective> objectives() {
      return improved.definition().objectives();
    }

    /** By how much the trial must be better; null when any better one will do. */
    private @Nullable Double gain() {
      return improved.definition().single() == null ? null : trigger.by();
    }

    private double value() {
      return improved.trial().values().getFirst();
    }

    private double before() {
      return improved.before().getFirst().values().getFirst();
    }

    private boolean beats(double told, double gain) {
      double better =
          switch (objectives().getFirst().direction()) {
            case MINIMIZE -> told - value();
            case MAXIMIZE -> value() - told;
          };
      return better >= gain * (1 - ROUNDING);
    }

    private RaisedAlert alert() {
      int number = improved.trial().number();
      Map<String, Double> values = new LinkedHashMap<>();
      for (int i = 0; i < objectives().size(); i++) {
        values.put(objectives().get(i).metric(), improved.trial().values().get(i));
      }
      return new RaisedAlert(
          rule,
          study,
          "improved " + number,
          NotificationKind.STUDY_IMPROVED,
          study.name() + ": " + title(number),
          text(number, values),
          Place.study(number),
          null,
          new WebhookMessage.Trial(number, improved.trial().run().value(), values));
    }

    private String title(int number) {
      Objective single = improved.definition().single();
      return single == null
          ? "trial " + number + " is new on the Pareto front"
          : single.metric() + " improved to " + AlertWords.number(value());
    }

    private String text(int number, Map<String, Double> values) {
      if (improved.definition().single() == null) {
        return values.entrySet().stream()
            .map(entry -> entry.getKey() + " = " + AlertWords.number(entry.getValue()))
            .collect(Collectors.joining(", "));
      }
      BestTrial last = improved.before().getFirst();
      Double gain = gain();
      return "By trial %d; the best before was %s, of trial %d%s"
          .formatted(
              number,
              AlertWords.number(before()),
              last.number(),
              gain == null ? "" : " (rule: better by at least " + AlertWords.number(gain) + ")");
    }
  }
}
