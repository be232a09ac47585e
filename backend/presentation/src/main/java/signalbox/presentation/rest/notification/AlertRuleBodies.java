package signalbox.presentation.rest.notification;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.notification.AlertRuleInput;
import signalbox.application.notification.AlertRuleView;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.notification.AlertRule;
import signalbox.domain.notification.AlertScope;
import signalbox.domain.notification.AlertTrigger;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.RunStatus;
import signalbox.presentation.view.RunJson;
import signalbox.presentation.view.Words;

/** The JSON of alert rules. */
final class AlertRuleBodies {
  private AlertRuleBodies() {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record MetricBody(
      String key, String aggregate, String comparison, double value, @Nullable Integer points) {
    static MetricBody of(AlertTrigger.OnMetric metric) {
      return new MetricBody(
          metric.key(),
          Words.of(metric.aggregate()),
          Words.of(metric.comparison()),
          metric.value(),
          metric.points());
    }

    AlertTrigger.OnMetric parsed() {
      return new AlertTrigger.OnMetric(
          key,
          Words.parse(AlertTrigger.Aggregate.class, "trigger.metric.aggregate", aggregate),
          Words.parse(AlertTrigger.Comparison.class, "trigger.metric.comparison", comparison),
          value,
          points == null ? 1 : points);
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record StudyBody(@Nullable Boolean improved, @Nullable Double by, @Nullable Boolean ended) {
    static StudyBody of(AlertTrigger.OnStudy study) {
      return new StudyBody(study.improved(), study.by(), study.ended());
    }

    AlertTrigger.OnStudy parsed() {
      return new AlertTrigger.OnStudy(
          Boolean.TRUE.equals(improved), by, Boolean.TRUE.equals(ended));
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record TriggerBody(
      @Nullable List<String> statuses, @Nullable MetricBody metric, @Nullable StudyBody study) {
    static TriggerBody of(AlertTrigger trigger) {
      return switch (trigger) {
        case AlertTrigger.OnStatus(Set<RunStatus> statuses) ->
            new TriggerBody(statuses.stream().map(Words::of).toList(), null, null);
        case AlertTrigger.OnMetric metric -> new TriggerBody(null, MetricBody.of(metric), null);
        case AlertTrigger.OnStudy study -> new TriggerBody(null, null, StudyBody.of(study));
      };
    }

    AlertTrigger parsed() {
      if (statuses != null && metric == null && study == null) {
        Set<RunStatus> parsed = EnumSet.noneOf(RunStatus.class);
        statuses.forEach(
            word -> parsed.add(Words.parse(RunStatus.class, "trigger.statuses", word)));
        return new AlertTrigger.OnStatus(parsed);
      }
      if (metric != null && statuses == null && study == null) {
        return metric.parsed();
      }
      if (study != null && statuses == null && metric == null) {
        return study.parsed();
      }
      throw SignalboxException.invalid(
          "trigger", "must have either statuses, or a metric, or a study");
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ScopeBody(
      @Nullable String kind,
      @Nullable String tag,
      @Nullable String nameContains,
      @Nullable UUID runId) {
    static ScopeBody of(AlertScope scope) {
      RunKind kind = scope.kind();
      RunId run = scope.run();
      return new ScopeBody(
          kind == null ? null : Words.of(kind),
          scope.tag(),
          scope.nameContains(),
          run == null ? null : run.value());
    }

    AlertScope parsed() {
      return new AlertScope(
          Words.parseOptional(RunKind.class, "scope.kind", kind),
          tag,
          nameContains,
          runId == null ? null : new RunId(runId));
    }
  }

  record AlertRuleInputBody(
      String name,
      @Nullable Boolean shared,
      @Nullable Boolean enabled,
      TriggerBody trigger,
      @Nullable ScopeBody scope) {
    AlertRuleInput parsed() {
      return new AlertRuleInput(
          name,
          enabled == null || enabled,
          trigger.parsed(),
          scope == null ? AlertScope.EVERY_RUN : scope.parsed());
    }
  }

  record AlertRuleBody(
      UUID id,
      UUID projectId,
      String name,
      boolean shared,
      boolean enabled,
      TriggerBody trigger,
      ScopeBody scope,
      RunJson.UserRefJson owner,
      Instant createdAt,
      @Nullable Instant lastFiredAt) {
    static AlertRuleBody of(AlertRuleView view) {
      AlertRule rule = view.rule();
      return new AlertRuleBody(
          rule.id().value(),
          rule.project().value(),
          rule.name(),
          rule.shared(),
          rule.enabled(),
          TriggerBody.of(rule.trigger()),
          ScopeBody.of(rule.scope()),
          new RunJson.UserRefJson(rule.owner().value(), view.ownerName()),
          rule.createdAt(),
          view.lastFiredAt());
    }
  }
}
