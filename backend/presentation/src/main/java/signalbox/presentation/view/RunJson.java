package signalbox.presentation.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.run.NewRun;
import signalbox.application.run.RunView;
import signalbox.domain.model.ModelVersionRef;
import signalbox.domain.run.Failure;
import signalbox.domain.run.Progress;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunState;

/** A run. */
public record RunJson(
    UUID id,
    UUID projectId,
    String kind,
    String name,
    String status,
    @Nullable String statusReason,
    long revision,
    int attempt,
    int maxAttempts,
    @Nullable String service,
    @Nullable String instance,
    NewRunJson spec,
    @Nullable String datasetName,
    @Nullable ProgressJson progress,
    Map<String, Double> summary,
    @Nullable FailureJson failure,
    boolean stoppedEarly,
    @Nullable ModelRefJson model,
    List<String> tags,
    Instant createdAt,
    UserRefJson createdBy,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Instant lastContactAt,
    @Nullable String traceId) {

  /** How far it is. */
  public record ProgressJson(
      double fraction, long done, long total, String unit, String phase, Instant updatedAt) {}

  /** Why it failed; what is null is left out. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record FailureJson(
      String kind,
      String code,
      String message,
      @Nullable String phase,
      @Nullable String exceptionType,
      @Nullable String stackTrace) {}

  /** A version of a model. */
  public record ModelRefJson(UUID modelId, int version) {}

  /** A user. */
  public record UserRefJson(UUID id, String name) {}

  public static RunJson of(RunView view) {
    Run run = view.run();
    RunState state = run.state();
    return new RunJson(
        run.id().value(),
        run.projectId().value(),
        Words.of(run.kind()),
        run.name(),
        state.status().word(),
        state.statusReason(),
        run.revision(),
        state.attempt(),
        run.maxAttempts(),
        state.service(),
        state.instance(),
        NewRunJson.of(NewRun.of(run)),
        view.datasetName(),
        progress(state.progress()),
        state.summary(),
        failure(state.failure()),
        state.stoppedEarly(),
        model(state.model()),
        run.tags(),
        run.createdAt(),
        new UserRefJson(run.createdBy().value(), view.creatorName()),
        state.startedAt(),
        state.endedAt(),
        state.lastContactAt(),
        run.traceId());
  }

  private static @Nullable ProgressJson progress(@Nullable Progress progress) {
    return progress == null
        ? null
        : new ProgressJson(
            progress.fraction(),
            progress.done(),
            progress.total(),
            progress.unit(),
            progress.phase(),
            progress.updatedAt());
  }

  private static @Nullable FailureJson failure(@Nullable Failure failure) {
    return failure == null
        ? null
        : new FailureJson(
            Words.of(failure.kind()),
            failure.code(),
            failure.message(),
            failure.phase(),
            failure.exceptionType(),
            failure.stackTrace());
  }

  private static @Nullable ModelRefJson model(@Nullable ModelVersionRef model) {
    return model == null ? null : new ModelRefJson(model.modelId().value(), model.version());
  }
}
