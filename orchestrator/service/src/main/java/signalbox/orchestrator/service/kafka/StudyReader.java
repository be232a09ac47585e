package signalbox.orchestrator.service.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import signalbox.events.v1.ChangeStudy;
import signalbox.events.v1.StartRun;
import signalbox.events.v1.StudySpec;
import signalbox.orchestrator.core.KnownProgress;
import signalbox.orchestrator.core.RunOrder;
import signalbox.orchestrator.core.StudyEvent;
import signalbox.orchestrator.core.StudyOrder;
import signalbox.orchestrator.core.StudySettings;
import signalbox.orchestrator.service.kafka.CommandReader.Read;

/** From the commands of studies to what they ask for. */
public final class StudyReader {
  /** The kind of a run that is a study. */
  static final String KIND = "study";

  private static final String MAXIMIZE = "maximize";
  private static final String MINIMIZE = "minimize";

  private StudyReader() {}

  /**
   * Reads the command that begins a study.
   *
   * @param order what is true of each of its trials
   */
  static Read start(StartRun start, RunOrder order) {
    String problem = problem(start);
    return problem != null
        ? new Read.Poison(problem)
        : new Read.ForStudy(
            start.getRunId(),
            new StudyEvent.StartCommanded(
                order(start),
                StudySettings.ordered(
                    start.getStudy().getParallelism(),
                    start.getStudy().getTrials(),
                    start.getStudy().getEnqueuedJsonList()),
                new KnownProgress(start.getKnownSequence(), start.getKnownAttempt())),
            start.toByteString(),
            order);
  }

  private static @Nullable String problem(StartRun start) {
    if (!start.hasStudy()) {
      return "start_run.study is missing";
    }
    StudySpec study = start.getStudy();
    if (study.getSampler().isEmpty()) {
      return "start_run.study.sampler is missing";
    }
    if (study.getTrials() < 1 || study.getParallelism() < 1) {
      return "start_run.study.trials and parallelism must be at least 1";
    }
    if (Times.duration(study.getTimeBudget()).isNegative()) {
      return "start_run.study.time_budget is negative";
    }
    if (study.getObjectivesList().isEmpty()) {
      return "start_run.study.objectives is missing";
    }
    Map<String, String> directions = directions(study);
    for (String metric : study.getObjectivesList()) {
      String direction = directions.get(metric);
      if (!MAXIMIZE.equals(direction) && !MINIMIZE.equals(direction)) {
        return "start_run.study.definition_json has no direction of the objective " + metric;
      }
    }
    if (!start.getSpec().getParametersJson().isEmpty()
        && !JsonObjects.isObject(start.getSpec().getParametersJson())) {
      return "start_run.spec.parameters_json is no JSON object";
    }
    return study.getEnqueuedJsonList().stream().allMatch(JsonObjects::isObject)
        ? null
        : "start_run.study.enqueued_json has something that is no JSON object";
  }

  /** What was ordered with the study. The command was read before, so it is complete. */
  public static StudyOrder order(StartRun start) {
    StudySpec study = start.getStudy();
    Map<String, String> directions = directions(study);
    return new StudyOrder(
        study.getObjectivesList().stream()
            .map(
                metric -> new StudyOrder.Objective(metric, MAXIMIZE.equals(directions.get(metric))))
            .toList(),
        study.getConstraintsList().stream()
            .map(
                one -> new StudyOrder.Constraint(one.getMetric(), one.getBound(), one.getAtLeast()))
            .toList(),
        Times.duration(study.getTimeBudget()));
  }

  /** The direction of each objective by its metric, as far as the definition names them. */
  private static Map<String, String> directions(StudySpec study) {
    Map<String, String> directions = new HashMap<>();
    ObjectNode definition = JsonObjects.read(study.getDefinitionJson());
    if (definition != null) {
      for (JsonNode objective : definition.path("objectives")) {
        directions.put(objective.path("metric").asText(), objective.path("direction").asText());
      }
    }
    return directions;
  }

  /** Reads a change of a study that goes on. */
  static Read change(ChangeStudy change) {
    if (change.getRunId().isEmpty()) {
      return new Read.Poison("change_study.run_id is missing");
    }
    if (change.getRevision() < 1) {
      return new Read.Poison("change_study.revision is missing");
    }
    if (change.getTrials() < 1 || change.getParallelism() < 1) {
      return new Read.Poison("change_study.trials and parallelism must be at least 1");
    }
    List<String> enqueued = new ArrayList<>(change.getEnqueuedJsonList());
    if (!enqueued.stream().allMatch(JsonObjects::isObject)) {
      return new Read.Poison("change_study.enqueued_json has something that is no JSON object");
    }
    return new Read.ForStudy(
        change.getRunId(),
        new StudyEvent.ChangeCommanded(
            new StudySettings(
                change.getRevision(),
                change.getPaused(),
                change.getStopping(),
                change.getParallelism(),
                change.getTrials(),
                enqueued),
            change.getPruneList()),
        ByteString.EMPTY,
        null);
  }
}
