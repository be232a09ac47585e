package signalbox.application.run;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import signalbox.application.artifact.ArtifactRepository;
import signalbox.application.event.ChangeSignal;
import signalbox.application.event.StatusHandler;
import signalbox.application.model.ModelRepository;
import signalbox.application.shared.IdGenerator;
import signalbox.application.shared.Transactions;
import signalbox.domain.artifact.Artifact;
import signalbox.domain.model.Model;
import signalbox.domain.model.ModelId;
import signalbox.domain.model.ModelSignature;
import signalbox.domain.model.ModelVersion;
import signalbox.domain.model.ModelVersionRef;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunEvent;
import signalbox.domain.run.RunEventType;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.RunReport;
import signalbox.domain.run.RunSpec;
import signalbox.domain.run.RunState;
import signalbox.domain.run.RunState.Taken;
import signalbox.domain.run.RunStatus;
import signalbox.domain.run.SolveOutcome;
import signalbox.domain.run.Stop;
import signalbox.domain.run.WaitReason;

/**
 * Records what the orchestrator says of runs, a batch in one transaction. Repeats, stale attempts,
 * late words and illegal steps are counted and change nothing. Runs are locked in the order of
 * their ids, then projects in the order of theirs, so that two batches never wait for each other in
 * a circle.
 */
public final class RecordStatus implements StatusHandler<RunReported> {
  private final RunRepository runs;
  private final ArtifactRepository artifacts;
  private final ModelRepository models;
  private final Transactions transactions;
  private final ChangeSignal signal;
  private final IdGenerator ids;
  private final InstantSource clock;
  private final RunObserver observer;
  private final RunWatcher watcher;

  public RecordStatus(
      RunRepository runs,
      ArtifactRepository artifacts,
      ModelRepository models,
      Transactions transactions,
      ChangeSignal signal,
      IdGenerator ids,
      InstantSource clock,
      RunObserver observer,
      RunWatcher watcher) {
    this.runs = runs;
    this.artifacts = artifacts;
    this.models = models;
    this.transactions = transactions;
    this.signal = signal;
    this.ids = ids;
    this.clock = clock;
    this.observer = observer;
    this.watcher = watcher;
  }

  @Override
  public void handle(List<RunReported> messages) {
    Map<RunId, List<RunReported>> byRun = new LinkedHashMap<>();
    for (RunReported message : messages) {
      byRun.computeIfAbsent(message.runId(), _ -> new ArrayList<>()).add(message);
    }
    transactions.inTransaction(() -> record(byRun));
  }

  private void record(Map<RunId, List<RunReported>> byRun) {
    Map<RunId, Run> locked = new LinkedHashMap<>();
    runs.lock(byRun.keySet()).forEach(run -> locked.put(run.id(), run));
    List<Change> changes = new ArrayList<>();
    byRun.forEach((id, reports) -> {
      Run run = locked.get(id);
      if (run == null) {
        transactions.afterCommit(() -> observer.unknown(id));
        return;
      }
      Change change = new Change(run);
      reports.forEach(change::take);
      if (change.changed) {
        changes.add(change);
      }
    });
    changes.sort(
        Comparator.comparing((Change change) -> change.run.projectId().value())
            .thenComparing(change -> change.run.id().value()));
    if (!changes.isEmpty()) {
      List<Run> changed = new ArrayList<>();
      List<RunEvent> events = new ArrayList<>();
      for (Change change : changes) {
        changed.add(change.store(events));
      }
      runs.updateAll(changed);
      if (!events.isEmpty()) {
        runs.append(events);
      }
    }
    List<RunWatcher.Reached> reached =
        changes.stream().flatMap(change -> change.reached.stream()).toList();
    if (!reached.isEmpty()) {
      watcher.reached(reached);
    }
  }

  /** One run on its way through a batch. */
  private final class Change {
    private final Run run;
    private final List<Happened> happened = new ArrayList<>();
    private final List<RunWatcher.Reached> reached = new ArrayList<>();
    private final Map<String, Artifact> stored = new LinkedHashMap<>();
    private RunState state;
    private RunReport.@Nullable StoredModel announced;
    private boolean changed;

    Change(Run run) {
      this.run = run;
      this.state = run.state();
    }

    void take(RunReported message) {
      RunReport report = message.report();
      RunId id = run.id();
      switch (state.after(report, run.kind() == RunKind.TRIAL)) {
        case Taken.Changed(RunState next, boolean gap) -> {
          if (gap) {
            long before = state.statusSequence();
            transactions.afterCommit(() -> observer.gap(id, before, report.sequence()));
          }
          apply(message, next);
        }
        case Taken.Repeated() -> transactions.afterCommit(() -> observer.repeated(id));
        case Taken.Stale(int newest) -> {
          transactions.afterCommit(() -> observer.stale(id, report.attempt(), newest));
          state = state.refusing(1);
          changed = true;
        }
        case Taken.Late(RunStatus status) ->
            transactions.afterCommit(() -> observer.late(id, status));
        case Taken.Illegal(RunStatus from, RunStatus to) ->
            transactions.afterCommit(() -> observer.illegal(id, from, to));
      }
    }

    private void apply(RunReported message, RunState next) {
      RunReport report = message.report();
      switch (report.content()) {
        case RunReport.Lifecycle lifecycle -> {
          if (lifecycle instanceof RunReport.Succeeded succeeded
              && run.spec() instanceof RunSpec.Training) {
            announced = succeeded.model();
          }
          happened.add(
              new Happened(report.time(), next.attempt(), lifecycle.eventType(), detail(message)));
          RunStatus status = next.status();
          reached.add(new RunWatcher.Reached(run.with(next), status));
          transactions.afterCommit(() -> {
            observer.applied(status);
            if (status.terminal()) {
              observer.ended(run.id());
            }
          });
        }
        case RunReport.Progressed _ -> {}
        case RunReport.ArtifactStored artifact -> {
          if (!store(report, artifact)) {
            return;
          }
          happened.add(
              new Happened(
                  report.time(), report.attempt(), RunEventType.ARTIFACT_STORED, detail(message)));
        }
        case RunReport.CancelAcknowledged _ -> {
          if (known(RunEventType.CANCEL_ACKNOWLEDGED, report)) {
            transactions.afterCommit(() -> observer.repeated(run.id()));
            return;
          }
          happened(message, RunEventType.CANCEL_ACKNOWLEDGED);
        }
        case RunReport.CancelDelivered delivered -> {
          Stop stop = state.stop();
          boolean again =
              stop != null && stop.mode() == delivered.mode() && stop.deliveredAt() != null;
          if (again || known(RunEventType.CANCEL_DELIVERED, report)) {
            transactions.afterCommit(() -> observer.repeated(run.id()));
            return;
          }
          happened(message, RunEventType.CANCEL_DELIVERED);
        }
        case RunReport.CheckpointSaved _ -> {
          if (known(RunEventType.CHECKPOINT_SAVED, report)) {
            transactions.afterCommit(() -> observer.repeated(run.id()));
            return;
          }
          happened(message, RunEventType.CHECKPOINT_SAVED);
        }
        case RunReport.EnvironmentCaptured _ -> {
          if (known(RunEventType.ENVIRONMENT_CAPTURED, report)) {
            transactions.afterCommit(() -> observer.repeated(run.id()));
            return;
          }
          happened(message, RunEventType.ENVIRONMENT_CAPTURED);
        }
      }
      state = next;
      changed = true;
    }

    private void happened(RunReported message, RunEventType type) {
      RunReport report = message.report();
      happened.add(new Happened(report.time(), report.attempt(), type, detail(message)));
    }

    private boolean store(RunReport report, RunReport.ArtifactStored said) {
      Artifact next =
          new Artifact(
              run.id(),
              said.name(),
              report.attempt(),
              said.objectKey(),
              said.contentType(),
              said.sizeBytes(),
              said.sha256(),
              said.role(),
              run.revision() + 1,
              report.time());
      Optional<Artifact> known = artifact(said.name());
      if (known.isPresent() && known.get().attempt() > next.attempt()) {
        int newest = known.get().attempt();
        transactions.afterCommit(() -> observer.stale(run.id(), next.attempt(), newest));
        state = state.refusing(1);
        changed = true;
        return false;
      }
      if (known.isPresent() && sameBytes(known.get(), next)) {
        transactions.afterCommit(() -> observer.repeated(run.id()));
        return false;
      }
      stored.put(next.name(), next);
      return true;
    }

    private Optional<Artifact> artifact(String name) {
      Artifact inBatch = stored.get(name);
      return inBatch != null ? Optional.of(inBatch) : artifacts.find(run.id(), name);
    }

    private boolean known(RunEventType type, RunReport report) {
      return happened.stream()
              .anyMatch(event ->
                  event.type == type
                      && event.attempt == report.attempt()
                      && Long.valueOf(report.sequence()).equals(event.detail.get("sequence")))
          || runs.hasEvent(run.id(), type, report.attempt(), report.sequence());
    }

    /**
     * The run as it is to be stored.
     *
     * @param events gets its new lines of the timeline
     */
    Run store(List<RunEvent> events) {
      Run revised = runs.revised(run);
      stored.values().forEach(artifacts::put);
      RunReport.StoredModel model = announced;
      if (model != null) {
        register(model);
      }
      String storedAt = clock.instant().toString();
      for (int ordinal = 0; ordinal < happened.size(); ordinal++) {
        Happened event = happened.get(ordinal);
        Map<String, Object> detail = new LinkedHashMap<>(event.detail);
        detail.put("storedAt", storedAt);
        events.add(
            new RunEvent(
                run.id(),
                revised.revision(),
                ordinal,
                event.time,
                event.attempt,
                event.type,
                detail));
      }
      transactions.afterCommit(() -> RunSignals.changed(signal, run));
      return revised.with(state);
    }

    private void register(RunReport.StoredModel announcedModel) {
      Optional<Artifact> artifact = artifact(announcedModel.artifactName());
      ModelSignature signature = announcedModel.signature();
      if (artifact.isEmpty() || signature == null) {
        note(
            RunEventType.MODEL_REFUSED,
            Map.of(
                "artifact",
                announcedModel.artifactName(),
                "reason",
                artifact.isEmpty()
                    ? "the artifact was never stored"
                    : "the signature cannot be read"));
        return;
      }
      ModelVersionRef ref =
          models
              .findByRun(run.id())
              .map(ModelVersion::ref)
              .orElseGet(() -> add(announcedModel, artifact.get(), signature));
      state = state.withModel(ref);
      note(
          RunEventType.MODEL_STORED,
          Map.of("modelId", ref.modelId().toString(), "version", ref.version()));
    }

    private ModelVersionRef add(
        RunReport.StoredModel announcedModel, Artifact artifact, ModelSignature signature) {
      RunSpec.Training training = (RunSpec.Training) run.spec();
      Optional<Model> model = models.findAndLock(run.projectId(), run.name());
      ModelId id = model.map(Model::id).orElseGet(() -> new ModelId(ids.next()));
      Instant now = clock.instant();
      ModelVersion version =
          new ModelVersion(
              id,
              model.map(known -> known.latestVersion().version()).orElse(0) + 1,
              run.id(),
              training.algorithm(),
              training.task(),
              training.target(),
              announcedModel.format(),
              artifact.objectKey(),
              artifact.sizeBytes(),
              artifact.sha256(),
              signature,
              state.summary(),
              now);
      if (model.isPresent()) {
        models.insertVersion(version);
      } else {
        models.insert(new Model(id, run.projectId(), run.name(), version, now));
      }
      return version.ref();
    }

    /** Puts an event of our own before the run's end, which it belongs to. */
    private void note(RunEventType type, Map<String, Object> detail) {
      int end = happened.size();
      Instant time = clock.instant();
      for (int i = 0; i < happened.size(); i++) {
        if (happened.get(i).type == RunEventType.SUCCEEDED) {
          // It belongs to the end of the run, and must not seem to come after it.
          end = i;
          time = happened.get(i).time;
        }
      }
      happened.add(end, new Happened(time, state.attempt(), type, detail));
    }
  }

  private record Happened(
      Instant time, int attempt, RunEventType type, Map<String, Object> detail) {}

  private static boolean sameBytes(Artifact known, Artifact next) {
    return known.attempt() == next.attempt()
        && known.objectKey().equals(next.objectKey())
        && known.sha256().equals(next.sha256())
        && known.sizeBytes() == next.sizeBytes();
  }

  private static Map<String, Object> detail(RunReported message) {
    RunReport report = message.report();
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("sequence", report.sequence());
    detail.put("statusPartition", message.partition());
    detail.put("statusOffset", message.offset());
    switch (report.content()) {
      case RunReport.Queued queued -> {
        detail.put("reason", queued.reason());
        detail.put("commandPartition", queued.commandPartition());
        detail.put("commandOffset", queued.commandOffset());
        WaitReason wait = queued.waitReason();
        if (wait != null) {
          detail.put("kind", word(wait.kind()));
        }
      }
      case RunReport.Starting starting -> {
        detail.put("service", starting.service());
        detail.put("instance", starting.instance());
      }
      case RunReport.Started started -> {
        detail.put("service", started.service());
        detail.put("instance", started.instance());
      }
      case RunReport.LostContact lost -> detail.put("reason", lost.reason());
      case RunReport.Regained _ -> {}
      case RunReport.Retrying retrying -> {
        detail.put("failedAttempt", retrying.failedAttempt());
        detail.put("reason", retrying.reason());
        detail.put("nextAttemptAt", retrying.nextAttemptAt().toString());
      }
      case RunReport.Succeeded succeeded -> {
        detail.put("stoppedEarly", succeeded.stoppedEarly());
        SolveOutcome outcome = succeeded.outcome();
        if (outcome != null) {
          detail.put("outcome", word(outcome));
        }
      }
      case RunReport.Failed failed -> {
        detail.put("kind", word(failed.failure().kind()));
        detail.put("code", failed.failure().code());
        detail.put("message", failed.failure().message());
      }
      case RunReport.Cancelled cancelled -> detail.put("killed", cancelled.killed());
      case RunReport.TimedOut timedOut -> detail.put("message", timedOut.message());
      case RunReport.Progressed _ -> {}
      case RunReport.ArtifactStored artifact -> {
        detail.put("name", artifact.name());
        detail.put("sizeBytes", artifact.sizeBytes());
        detail.put("role", word(artifact.role()));
      }
      case RunReport.CancelAcknowledged acknowledged ->
          detail.put("mode", word(acknowledged.mode()));
      case RunReport.CancelDelivered delivered -> {
        detail.put("mode", word(delivered.mode()));
        detail.put("instance", delivered.instance());
      }
      case RunReport.CheckpointSaved saved -> {
        detail.put("name", saved.artifactName());
        detail.put("step", saved.step());
      }
      case RunReport.EnvironmentCaptured captured ->
          detail.put("environment", captured.environment());
    }
    return detail;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
