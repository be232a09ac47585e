package signalbox.application.notification;

import java.util.List;
import signalbox.domain.notification.AlertRule;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;

/**
 * What alert rules look at in a run.
 *
 * @param attempt the newest that is known
 */
public record RunFacts(
    RunId id, ProjectId project, String name, RunKind kind, List<String> tags, int attempt) {
  public RunFacts {
    tags = List.copyOf(tags);
  }

  static RunFacts of(Run run) {
    return new RunFacts(
        run.id(), run.projectId(), run.name(), run.kind(), run.tags(), run.attempt());
  }

  /** True when the rule speaks of this run. */
  boolean coveredBy(AlertRule rule) {
    return rule.enabled()
        && rule.project().equals(project)
        && rule.scope().covers(id, kind, name, tags);
  }
}
