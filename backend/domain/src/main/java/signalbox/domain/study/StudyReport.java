package signalbox.domain.study;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import signalbox.domain.run.RunId;

/**
 * What the orchestrator says of a study and its trials, beside what it says of them as runs.
 *
 * @param sequence the trial's number plus 1; of a change, the revision of the plan
 */
public record StudyReport(long sequence, Instant time, Content content) {

  /** What is said. */
  public sealed interface Content {}

  /**
   * A trial is there; its run's own story follows.
   *
   * @param number from 0 within the study
   * @param parameters the searched ones alone, by their paths; plain JSON values
   * @param proposed false when a person named its parameters
   */
  public record TrialBegun(
      int number, RunId trial, Map<String, Object> parameters, boolean proposed)
      implements Content {
    public TrialBegun {
      parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }
  }

  /**
   * What a trial was worth.
   *
   * @param outcome never {@link TrialState#RUNNING}
   * @param values as in {@link Trial}
   * @param message empty when there is nothing to say
   */
  public record TrialEnded(
      int number,
      RunId trial,
      TrialState outcome,
      List<Double> values,
      List<Double> constraints,
      long lastStep,
      String message)
      implements Content {
    public TrialEnded {
      values = List.copyOf(values);
      constraints = List.copyOf(constraints);
    }
  }

  /**
   * A change of the plan has taken effect, or what hinders the study has changed.
   *
   * @param trouble why nothing is proposed now, in the user's words; empty when all is well
   */
  public record StudyChanged(String trouble) implements Content {}
}
