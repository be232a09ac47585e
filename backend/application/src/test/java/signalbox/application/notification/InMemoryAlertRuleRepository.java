package signalbox.application.notification;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import signalbox.domain.identity.UserId;
import signalbox.domain.notification.AlertRule;
import signalbox.domain.notification.AlertRuleId;
import signalbox.domain.notification.AlertTrigger;
import signalbox.domain.notification.MetricWatch;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;

/** Rules in memory. For one thread. */
public final class InMemoryAlertRuleRepository implements AlertRuleRepository {
  private final List<AlertRule> rules = new ArrayList<>();
  private final Map<AlertRuleId, Instant> lastFired = new HashMap<>();
  private final Map<Watched, MetricWatch> watches = new HashMap<>();
  private final Set<Fired> fired = new HashSet<>();
  private final Map<RunId, RunFacts> runs = new HashMap<>();

  /** Lets metric rules find a run. */
  public void know(Run run) {
    runs.put(run.id(), RunFacts.of(run));
  }

  @Override
  public void insert(AlertRule rule) {
    rules.addFirst(rule);
  }

  @Override
  public Optional<AlertRule> find(AlertRuleId id) {
    return rules.stream().filter(rule -> rule.id().equals(id)).findFirst();
  }

  @Override
  public void update(AlertRule rule) {
    rules.replaceAll(known -> known.id().equals(rule.id()) ? rule : known);
  }

  @Override
  public void delete(AlertRuleId id) {
    rules.removeIf(rule -> rule.id().equals(id));
    forgetWatches(id);
    fired.removeIf(one -> one.rule().equals(id));
  }

  @Override
  public int count(ProjectId project) {
    return (int) rules.stream().filter(rule -> rule.project().equals(project)).count();
  }

  @Override
  public List<AlertRuleView> list(ProjectId project, UserId user) {
    return rules.stream()
        .filter(rule -> rule.project().equals(project))
        .filter(rule -> rule.shared() || rule.owner().equals(user))
        .map(rule -> new AlertRuleView(rule, "", lastFired.get(rule.id())))
        .toList();
  }

  @Override
  public List<AlertRule> onStatus(Collection<ProjectId> projects) {
    return waiting(
        projects,
        trigger ->
            trigger instanceof AlertTrigger.OnStatus
                || (trigger instanceof AlertTrigger.OnStudy study && study.ended()));
  }

  @Override
  public List<AlertRule> onImprovement(Collection<ProjectId> projects) {
    return waiting(
        projects, trigger -> trigger instanceof AlertTrigger.OnStudy study && study.improved());
  }

  private List<AlertRule> waiting(Collection<ProjectId> projects, Predicate<AlertTrigger> trigger) {
    return rules.stream()
        .filter(rule -> projects.contains(rule.project()) && rule.enabled())
        .filter(rule -> trigger.test(rule.trigger()))
        .toList();
  }

  @Override
  public List<Candidate> onMetrics(Collection<RunId> wanted, Collection<String> keys) {
    List<Candidate> candidates = new ArrayList<>();
    for (AlertRule rule : rules) {
      if (rule.enabled()
          && rule.trigger() instanceof AlertTrigger.OnMetric metric
          && keys.contains(metric.key())) {
        wanted.stream()
            .map(runs::get)
            .filter(run -> run != null && run.project().equals(rule.project()))
            .forEach(run -> candidates.add(new Candidate(rule, run)));
      }
    }
    return candidates;
  }

  @Override
  public Map<Watched, MetricWatch> lockWatches(Collection<Watched> watched) {
    Map<Watched, MetricWatch> locked = new HashMap<>();
    for (Watched one : watched) {
      if (find(one.rule()).isPresent() && runs.containsKey(one.run())) {
        locked.put(one, watches.computeIfAbsent(one, _ -> MetricWatch.START));
      }
    }
    return locked;
  }

  @Override
  public void putWatches(Map<Watched, MetricWatch> moved) {
    watches.putAll(moved);
  }

  @Override
  public void forgetWatches(AlertRuleId rule) {
    watches.keySet().removeIf(one -> one.rule().equals(rule));
  }

  @Override
  public Set<Fired> fire(Collection<Fired> causes, Instant now) {
    Set<Fired> fresh = new HashSet<>();
    for (Fired one : causes) {
      if (fired.add(one)) {
        fresh.add(one);
        lastFired.put(one.rule(), now);
      }
    }
    return fresh;
  }
}
