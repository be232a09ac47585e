package signalbox.infrastructure.kafka.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.Duration;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import signalbox.application.study.EarlierTrial;
import signalbox.domain.study.Objective;
import signalbox.domain.study.Pruner;
import signalbox.domain.study.SearchRange;
import signalbox.domain.study.Study;
import signalbox.domain.study.StudyConstraint;
import signalbox.domain.study.StudyDefinition;
import signalbox.domain.study.StudyMethod;
import signalbox.domain.study.StudyPlan;
import signalbox.events.v1.ChangeStudy;
import signalbox.events.v1.StudySpec;

/** Studies as protobuf. What is searched is JSON, as {@code contracts/study.schema.json} says. */
final class StudyMessages {
  /** Of the trials of earlier studies: leaves room for the rest of the command. */
  private static final int MOST_EARLIER_BYTES = 2 * 1024 * 1024;

  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  private StudyMessages() {}

  /**
   * @param earlier the newest first: those that do not fit are left out
   */
  static StudySpec spec(Study study, List<EarlierTrial> earlier) {
    StudyDefinition definition = study.definition();
    StudyPlan plan = study.plan();
    StudySpec.Builder message =
        StudySpec.newBuilder()
            .setDefinitionJson(json(definition(definition)))
            .setSampler(definition.sampler().name())
            .setTrials(plan.trials())
            .setParallelism(plan.parallelism());
    plan.enqueued().forEach(parameters -> message.addEnqueuedJson(json(parameters)));
    definition.objectives().forEach(objective -> message.addObjectives(objective.metric()));
    for (StudyConstraint constraint : definition.constraints()) {
      message.addConstraints(
          signalbox.events.v1.StudyConstraint.newBuilder()
              .setMetric(constraint.metric())
              .setBound(constraint.bound())
              .setAtLeast(constraint.atLeast()));
    }
    java.time.Duration budget = study.timeBudget();
    if (budget != null) {
      message.setTimeBudget(Duration.newBuilder().setSeconds(budget.toSeconds()));
    }
    Pruner pruner = definition.pruner();
    if (pruner != null) {
      message.setReportedMetric(pruner.metric());
    }
    addEarlier(message, earlier);
    return message.build();
  }

  private static void addEarlier(StudySpec.Builder message, List<EarlierTrial> earlier) {
    long bytes = 0;
    for (EarlierTrial trial : earlier) {
      String parameters = json(trial.parameters());
      bytes += parameters.getBytes(StandardCharsets.UTF_8).length + 16L * trial.values().size();
      if (bytes > MOST_EARLIER_BYTES) {
        return;
      }
      message.addEarlier(
          signalbox.events.v1.EarlierTrial.newBuilder()
              .setParametersJson(parameters)
              .addAllValues(trial.values()));
    }
  }

  static ChangeStudy change(Study study) {
    StudyPlan plan = study.plan();
    ChangeStudy.Builder message =
        ChangeStudy.newBuilder()
            .setRunId(study.id().toString())
            .setRevision(plan.revision())
            .setPaused(plan.paused())
            .setStopping(plan.stopping())
            .setParallelism(plan.parallelism())
            .setTrials(plan.trials())
            .addAllPrune(plan.pruned());
    plan.enqueued().forEach(parameters -> message.addEnqueuedJson(json(parameters)));
    return message.build();
  }

  private static Map<String, @Nullable Object> definition(StudyDefinition definition) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put(
        "parameters",
        definition.search().entrySet().stream()
            .map(entry -> parameter(entry.getKey(), entry.getValue()))
            .toList());
    json.put("objectives", definition.objectives().stream().map(StudyMessages::objective).toList());
    json.put(
        "constraints", definition.constraints().stream().map(StudyMessages::constraint).toList());
    json.put("sampler", method(definition.sampler()));
    Pruner pruner = definition.pruner();
    json.put("pruner", pruner == null ? null : method(pruner.method()));
    json.put("seed", definition.seed());
    return json;
  }

  private static Map<String, Object> parameter(String name, SearchRange range) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    switch (range) {
      case SearchRange.Real real -> {
        json.put("type", "float");
        json.put("low", real.low());
        json.put("high", real.high());
        Double step = real.step();
        if (step != null) {
          json.put("step", step);
        }
        putTrue(json, "log", real.log());
      }
      case SearchRange.Whole whole -> {
        json.put("type", "integer");
        json.put("low", whole.low());
        json.put("high", whole.high());
        if (whole.step() != 1) {
          json.put("step", whole.step());
        }
        putTrue(json, "log", whole.log());
      }
      case SearchRange.Choice choice -> {
        json.put("type", "categorical");
        json.put("choices", choice.values());
      }
    }
    return json;
  }

  private static void putTrue(Map<String, Object> json, String name, boolean value) {
    if (value) {
      json.put(name, true);
    }
  }

  private static Map<String, Object> objective(Objective objective) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("metric", objective.metric());
    json.put("direction", objective.direction().name().toLowerCase(Locale.ROOT));
    return json;
  }

  private static Map<String, Object> constraint(StudyConstraint constraint) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("metric", constraint.metric());
    json.put("bound", constraint.bound());
    json.put("atLeast", constraint.atLeast());
    return json;
  }

  private static Map<String, Object> method(StudyMethod method) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", method.name());
    json.put("parameters", method.parameters());
    return json;
  }

  private static String json(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
