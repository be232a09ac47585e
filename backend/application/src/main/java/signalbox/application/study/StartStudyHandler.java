package signalbox.application.study;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import signalbox.application.event.ChangeSignal;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.run.RunRepository;
import signalbox.application.run.RunSignals;
import signalbox.application.shared.CurrentTrace;
import signalbox.application.shared.Fingerprint;
import signalbox.application.shared.Handler;
import signalbox.application.shared.IdGenerator;
import signalbox.application.shared.IdempotencyKeys;
import signalbox.application.shared.Transactions;
import signalbox.application.study.StudyRequestCheck.CheckedStudy;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunEvent;
import signalbox.domain.run.RunEventType;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunState;
import signalbox.domain.study.Study;

/**
 * Carries out {@link StartStudy}: the run, the study, the command, the first event and the
 * idempotency key are stored in one transaction.
 */
public final class StartStudyHandler implements Handler<StartStudy, StudyView> {
  private static final int LONGEST_NAME = 200;
  private static final int SHORT_ID = 6;

  private final AccessPolicy access;
  private final StudyRequestCheck check;
  private final Ports ports;
  private final StudyViews views;
  private final Transactions transactions;
  private final ChangeSignal signal;
  private final Surroundings surroundings;

  /** What is written. */
  public record Ports(
      RunRepository runs,
      StudyRepository studies,
      StudyInstances instances,
      StudyEventRepository events,
      EarlierTrials earlier,
      StudyCommands commands,
      IdempotencyKeys keys) {}

  /** What is asked of the world around. */
  public record Surroundings(IdGenerator ids, InstantSource clock, CurrentTrace trace) {}

  public StartStudyHandler(
      AccessPolicy access,
      StudyRequestCheck check,
      Ports ports,
      StudyViews views,
      Transactions transactions,
      ChangeSignal signal,
      Surroundings surroundings) {
    this.access = access;
    this.check = check;
    this.ports = ports;
    this.views = views;
    this.transactions = transactions;
    this.signal = signal;
    this.surroundings = surroundings;
  }

  @Override
  public StudyView handle(Principal caller, StartStudy command) {
    access.requireRole(caller, command.project(), Role.EDITOR);
    String key = command.idempotencyKey();
    String operation = "StartStudy:" + command.project();
    byte[] fingerprint = Fingerprint.of(command.study());
    if (key != null) {
      Optional<Run> first =
          ports
              .keys()
              .find(caller.userId(), operation, key, fingerprint)
              .flatMap(id -> ports.runs().find(new RunId(id)));
      if (first.isPresent()) {
        return views.of(first.get());
      }
    }
    CheckedStudy checked = check.check(command.project(), command.study());
    Run run = run(caller, command, checked);
    Run stored =
        transactions.inTransaction(() -> {
          if (key != null) {
            Optional<UUID> other =
                ports.keys().claim(caller.userId(), operation, key, fingerprint, run.id().value());
            if (other.isPresent()) {
              return ports.runs().find(new RunId(other.get())).orElseThrow();
            }
          }
          return store(run, checked, command.study());
        });
    return views.of(stored);
  }

  private Run run(Principal caller, StartStudy command, CheckedStudy checked) {
    RunId id = new RunId(surroundings.ids().next());
    NewStudy.Work work = command.study().work();
    Integer priority = work.priority();
    Long attempts = work.maxAttempts();
    String name = work.name();
    return new Run(
        id,
        command.project(),
        name == null ? name(checked, id) : name.strip(),
        checked.spec(),
        work.tags(),
        priority == null ? 0 : priority,
        attempts == null ? Study.DEFAULT_MAX_ATTEMPTS : Math.toIntExact(attempts),
        surroundings.trace().traceId().orElse(null),
        surroundings.clock().instant(),
        caller.userId(),
        RunState.CREATED,
        1,
        0);
  }

  private Run store(Run run, CheckedStudy checked, NewStudy wanted) {
    Run revised = run.revised(1, ports.runs().nextProjectRevision(run.projectId()));
    Study study = checked.study(run.id(), wanted.startFrom());
    ports.runs().insert(revised);
    ports.studies().insert(study);
    keepInstances(revised, wanted.work());
    ports.events().append(List.of(StudyLines.created(study, revised)));
    UUID command =
        ports
            .commands()
            .startStudy(revised, study, checked.datasets(), ports.earlier().of(revised, study));
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("commandId", command.toString());
    detail.put("by", run.createdBy().toString());
    ports
        .runs()
        .append(
            List.of(
                new RunEvent(run.id(), 1, 0, run.createdAt(), 0, RunEventType.CREATED, detail)));
    transactions.afterCommit(() -> RunSignals.changed(signal, revised));
    return revised;
  }

  /** Who deletes an instance waits, and then sees the study; or it is gone already. */
  private void keepInstances(Run run, NewStudy.Work work) {
    List<DatasetId> named = work.datasetIds();
    if (named == null) {
      return;
    }
    Set<DatasetId> gone = ports.instances().insert(run.id(), run.spec().instances());
    for (int i = 0; i < named.size(); i++) {
      if (gone.contains(named.get(i))) {
        throw SignalboxException.of(ErrorCode.DATASET_NOT_FOUND)
            .safe("id", named.get(i))
            .at("datasetIds[" + i + "]");
      }
    }
  }

  private static String name(CheckedStudy checked, RunId id) {
    String text = id.toString();
    String ending = "-" + text.substring(text.length() - SHORT_ID);
    String stem = "study-" + checked.nameStem();
    return stem.substring(0, Math.min(stem.length(), LONGEST_NAME - ending.length())) + ending;
  }
}
