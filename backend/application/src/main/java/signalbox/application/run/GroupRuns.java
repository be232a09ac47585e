package signalbox.application.run;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunCondition;
import signalbox.domain.run.RunField;
import signalbox.domain.run.RunField.Attribute;

/** Asks for groups of a project's runs. Needs the role viewer. */
public record GroupRuns(
    ProjectId project,
    RunCondition condition,
    RunField by,
    List<RunField.Metric> metrics,
    int limit) {
  public static final int DEFAULT_LIMIT = 200;
  public static final int MAX_LIMIT = 500;
  public static final int MAX_METRICS = 20;

  private static final Set<Attribute> ATTRIBUTES =
      EnumSet.of(
          Attribute.STATUS,
          Attribute.KIND,
          Attribute.OUTCOME,
          Attribute.TAG,
          Attribute.DATASET,
          Attribute.ALGORITHM,
          Attribute.MODEL,
          Attribute.OWNER);

  public GroupRuns {
    metrics = List.copyOf(metrics);
    boolean groupable =
        by instanceof RunField.Parameter
            || (by instanceof Attribute attribute && ATTRIBUTES.contains(attribute));
    if (!groupable) {
      throw SignalboxException.invalid(
          "by",
          "must be a parameter or one of status, kind, outcome, tag, dataset, algorithm, model,"
              + " owner");
    }
    if (metrics.size() > MAX_METRICS) {
      throw SignalboxException.invalid("metric", "at most " + MAX_METRICS + " at once");
    }
  }
}
