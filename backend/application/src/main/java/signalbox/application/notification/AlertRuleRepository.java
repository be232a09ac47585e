package signalbox.application.notification;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import signalbox.domain.identity.UserId;
import signalbox.domain.notification.AlertRule;
import signalbox.domain.notification.AlertRuleId;
import signalbox.domain.notification.MetricWatch;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;

/** Alert rules, what they have seen, and what they have fired for. Thread-safe. */
public interface AlertRuleRepository {
  void insert(AlertRule rule);

  Optional<AlertRule> find(AlertRuleId id);

  /** Stores name, state, trigger and scope. */
  void update(AlertRule rule);

  void delete(AlertRuleId id);

  /** How many the project has, of all owners. */
  int count(ProjectId project);

  /** The shared rules of a project and those that the user owns, newest first. */
  List<AlertRuleView> list(ProjectId project, UserId user);

  /** The enabled rules of the projects that wait for a status, or for the end of a study. */
  List<AlertRule> onStatus(Collection<ProjectId> projects);

  /** The enabled rules of the projects that wait for a better trial of a study. */
  List<AlertRule> onImprovement(Collection<ProjectId> projects);

  /** The enabled rules that wait for one of the keys, each with each of the runs it may cover. */
  List<Candidate> onMetrics(Collection<RunId> runs, Collection<String> keys);

  /**
   * What rules have seen, locked until the end of the transaction; {@link MetricWatch#START} for
   * what is new. What has been removed is left out.
   */
  Map<Watched, MetricWatch> lockWatches(Collection<Watched> watched);

  /** Stores what rules have seen. */
  void putWatches(Map<Watched, MetricWatch> watches);

  /** Forgets what a rule has seen: it counts from now on. */
  void forgetWatches(AlertRuleId rule);

  /**
   * Remembers that rules have fired, and when. Of two who fire the same at once, one is told so.
   *
   * @return those that had not fired before
   */
  Set<Fired> fire(Collection<Fired> fired, Instant now);

  /** A rule and a run that it may cover. */
  record Candidate(AlertRule rule, RunFacts run) {}

  /** A rule's look at a run. */
  record Watched(AlertRuleId rule, RunId run) {}

  /**
   * A rule has fired for a run.
   *
   * @param cause what for: a status, the condition of a metric, or a trial
   */
  record Fired(AlertRuleId rule, RunId run, String cause) {}
}
