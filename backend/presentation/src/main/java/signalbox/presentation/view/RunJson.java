package signalbox.presentation.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.run.NewRun;
import signalbox.application.run.RunLogs;
import signalbox.application.run.RunNames;
import signalbox.application.run.RunView;
import signalbox.domain.model.ModelVersionRef;
import signalbox.domain.run.Failure;
import signalbox.domain.run.Progress;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunSpec;
import signalbox.domain.run.RunState;
import signalbox.domain.run.SolveOutcome;
import signalbox.domain.run.Stop;
import signalbox.domain.run.WaitReason;
import signalbox.domain.study.TrialState;

/**
 * A run.
 *
 * @param studyId of a trial; null for other runs, as is what follows of trials
 * @param instances how many a set has, for a study over one and its trials; left out for other runs
 */
public record RunJson(
    UUID id,
    UUID projectId,
    String kind,
    String name,
    String status,
    @Nullable String statusReason,
    @Nullable WaitReasonJson waitReason,
    @Nullable StopJson stop,
    long staleEvents,
    long revision,
    int attempt,
    int maxAttempts,
    @Nullable String service,
    @Nullable String instance,
    NewRunJson spec,
    @Nullable String datasetName,
    @Nullable Integer datasetVersion,
    @Nullable ProgressJson progress,
    Map<String, Double> summary,
    @Nullable FailureJson failure,
    boolean stoppedEarly,
    @Nullable String outcome,
    @Nullable UUID studyId,
    @Nullable Integer trialNumber,
    @Nullable String trialState,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer instances,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long logWarnings,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long logErrors,
    @Nullable LogAddressJson firstLogError,
    @Nullable ModelRefJson model,
    List<String> tags,
    int priority,
    Instant createdAt,
    UserRefJson createdBy,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Instant lastContactAt,
    @Nullable Instant archivedAt,
    @Nullable Instant notesUpdatedAt,
    @Nullable String traceId) {

  /** Why it waits. */
  public record WaitReasonJson(
      String kind,
      @Nullable String service,
      @Nullable Integer ahead,
      @Nullable Instant until,
      String sentence) {}

  /** A stop, step by step. */
  public record StopJson(
      String mode,
      Instant requestedAt,
      UserRefJson requestedBy,
      @Nullable Instant deliveredAt,
      @Nullable Instant acknowledgedAt,
      @Nullable Instant savedAt,
      @Nullable String savedArtifact,
      @Nullable Instant endedAt,
      @Nullable Instant killAt) {}

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

  /** A line of the log. */
  public record LogAddressJson(int attempt, long seq) {}

  /** A user. */
  public record UserRefJson(UUID id, String name) {}

  public static RunJson of(RunView view) {
    return of(view, view.run().state().summary());
  }

  /** Without the final metric values, of which there may be hundreds. */
  public static RunJson withoutSummary(RunView view) {
    return of(view, Map.of());
  }

  private static RunJson of(RunView view, Map<String, Double> summary) {
    Run run = view.run();
    RunState state = run.state();
    RunLogs.Counts log = view.log();
    RunNames.NamedDataset dataset = view.dataset();
    SolveOutcome outcome = state.outcome();
    RunSpec.Trial trial = run.spec() instanceof RunSpec.Trial one ? one : null;
    TrialState trialState = view.trialState();
    return new RunJson(
        run.id().value(),
        run.projectId().value(),
        Words.of(run.kind()),
        run.name(),
        state.status().word(),
        state.statusReason(),
        waitReason(state.waitReason()),
        stop(state.stop(), view.stopperName()),
        state.staleEvents(),
        run.revision(),
        state.attempt(),
        run.maxAttempts(),
        state.service(),
        state.instance(),
        NewRunJson.of(NewRun.of(run)),
        dataset == null ? null : dataset.name(),
        dataset == null ? null : dataset.version(),
        progress(state.progress()),
        summary,
        failure(state.failure()),
        state.stoppedEarly(),
        outcome == null ? null : Words.of(outcome),
        trial == null ? null : trial.study().value(),
        trial == null ? null : trial.number(),
        trialState == null ? null : Words.of(trialState),
        run.spec().instances().isEmpty() ? null : run.spec().instances().size(),
        log == null ? null : log.warnings(),
        log == null ? null : log.errors(),
        firstError(log),
        model(state.model()),
        run.tags(),
        run.priority(),
        run.createdAt(),
        new UserRefJson(run.createdBy().value(), view.creatorName()),
        state.startedAt(),
        state.endedAt(),
        state.lastContactAt(),
        run.archivedAt(),
        run.notesUpdatedAt(),
        run.traceId());
  }

  private static @Nullable WaitReasonJson waitReason(@Nullable WaitReason reason) {
    return reason == null
        ? null
        : new WaitReasonJson(
            Words.of(reason.kind()),
            reason.service(),
            reason.ahead(),
            reason.until(),
            reason.sentence());
  }

  private static @Nullable StopJson stop(@Nullable Stop stop, @Nullable String stopperName) {
    return stop == null
        ? null
        : new StopJson(
            Words.of(stop.mode()),
            stop.requestedAt(),
            new UserRefJson(stop.requestedBy().value(), stopperName == null ? "" : stopperName),
            stop.deliveredAt(),
            stop.acknowledgedAt(),
            stop.savedAt(),
            stop.savedArtifact(),
            stop.endedAt(),
            stop.killAt());
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

  private static @Nullable LogAddressJson firstError(RunLogs.@Nullable Counts log) {
    Long seq = log == null ? null : log.firstErrorSeq();
    return log == null || seq == null ? null : new LogAddressJson(log.attempt(), seq);
  }

  private static @Nullable ModelRefJson model(@Nullable ModelVersionRef model) {
    return model == null ? null : new ModelRefJson(model.modelId().value(), model.version());
  }
}
