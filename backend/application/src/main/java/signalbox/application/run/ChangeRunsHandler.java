package signalbox.application.run;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import signalbox.application.event.ChangeSignal;
import signalbox.application.event.Topic;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunCondition;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunOrder;
import signalbox.domain.run.RunSpec;
import signalbox.domain.run.RunStatus;

/**
 * Carries out {@link ChangeRuns}: plain changes in transactions of a few hundred runs, what sends a
 * command one run after the other.
 */
public final class ChangeRunsHandler implements Handler<ChangeRuns, BulkResult> {
  private static final int AT_ONCE = 200;
  private static final Set<RunStatus> ENDED =
      Arrays.stream(RunStatus.values()).filter(RunStatus::terminal).collect(Collectors.toSet());

  private final AccessPolicy access;
  private final RunSearch search;
  private final RunRepository runs;
  private final RunRemovals removals;
  private final RunDeletions deletions;
  private final Handler<CancelRun, RunView> cancel;
  private final Handler<RetryRun, RunView> retry;
  private final Transactions transactions;
  private final ChangeSignal signal;
  private final InstantSource clock;

  public ChangeRunsHandler(
      AccessPolicy access,
      RunSearch search,
      RunRepository runs,
      RunRemovals removals,
      RunDeletions deletions,
      Handler<CancelRun, RunView> cancel,
      Handler<RetryRun, RunView> retry,
      Transactions transactions,
      ChangeSignal signal,
      InstantSource clock) {
    this.access = access;
    this.search = search;
    this.runs = runs;
    this.removals = removals;
    this.deletions = deletions;
    this.cancel = cancel;
    this.retry = retry;
    this.transactions = transactions;
    this.signal = signal;
    this.clock = clock;
  }

  @Override
  public BulkResult handle(Principal caller, ChangeRuns command) {
    boolean delete = command.action() == BulkAction.DELETE;
    access.requireRole(caller, command.project(), delete ? Role.ADMIN : Role.EDITOR);
    Outcome outcome = new Outcome();
    List<RunId> wanted = wanted(caller, command);
    for (int from = 0; from < wanted.size(); from += AT_ONCE) {
      List<RunId> part = wanted.subList(from, Math.min(from + AT_ONCE, wanted.size()));
      switch (command.action()) {
        case TAG, UNTAG, ARCHIVE, RESTORE, DELETE -> change(command, part, outcome);
        case CANCEL, RETRY -> send(caller, command, part, outcome);
      }
    }
    return new BulkResult(outcome.succeeded, outcome.failed, outcome.started);
  }

  private List<RunId> wanted(Principal caller, ChangeRuns command) {
    List<RunId> named = command.runs();
    RunCondition condition = command.condition();
    if (named != null || condition == null) {
      return named == null ? List.of() : named;
    }
    RunQuery query =
        new RunQuery(command.project(), condition.listed(), caller.userId(), clock.instant());
    return transactions.inSnapshot(() -> {
      long count = search.count(query);
      if (count > ChangeRuns.MAX_MATCHING) {
        throw SignalboxException.of(ErrorCode.RUN_TOO_MANY)
            .safe("count", count)
            .safe("limit", ChangeRuns.MAX_MATCHING)
            .at("filter");
      }
      return search.ids(query, RunOrder.NEWEST_FIRST, ChangeRuns.MAX_MATCHING);
    });
  }

  private void change(ChangeRuns command, List<RunId> part, Outcome outcome) {
    Outcome ofPart = transactions.inTransaction(() -> change(command, part));
    outcome.add(ofPart);
  }

  private Outcome change(ChangeRuns command, List<RunId> part) {
    Outcome outcome = new Outcome();
    Instant now = clock.instant();
    Map<RunId, Run> locked = new HashMap<>();
    for (Run run : runs.lock(part)) {
      if (run.projectId().equals(command.project())) {
        locked.put(run.id(), run);
      }
    }
    Set<RunId> used =
        command.action() == BulkAction.DELETE ? removals.inUse(locked.keySet()) : Set.of();
    List<Run> deleted = new ArrayList<>();
    for (RunId id : part) {
      Run run = locked.get(id);
      if (run == null) {
        outcome.failed.put(id, RunAccess.notFound(id));
        continue;
      }
      try {
        if (command.action() == BulkAction.DELETE) {
          requireDeletable(run, used);
          deleted.add(run);
        } else {
          store(run, changed(command, run, now));
        }
        outcome.succeeded.add(id);
      } catch (SignalboxException e) {
        outcome.failed.put(id, e);
      }
    }
    if (!deleted.isEmpty()) {
      delete(command, deleted, now);
    }
    if (!outcome.succeeded.isEmpty()) {
      List<RunId> changed = List.copyOf(outcome.succeeded);
      transactions.afterCommit(() -> {
        signal.changed(new Topic.ProjectRuns(command.project()));
        changed.forEach(id -> signal.changed(new Topic.OneRun(id)));
      });
    }
    return outcome;
  }

  private void delete(ChangeRuns command, List<Run> deleted, Instant now) {
    removals.delete(deleted.stream().map(Run::id).collect(Collectors.toSet()), now);
    deletions.note(command.project(), runs.nextProjectRevision(command.project()), deleted, now);
    Set<RunId> studies = new HashSet<>();
    for (Run run : deleted) {
      if (run.spec() instanceof RunSpec.Trial trial) {
        studies.add(trial.study());
      }
    }
    transactions.afterCommit(
        () -> studies.forEach(study -> signal.changed(new Topic.OneStudy(study))));
  }

  private static Run changed(ChangeRuns command, Run run, Instant now) {
    return switch (command.action()) {
      case TAG -> run.described(run.name(), RunTags.with(run.tags(), command.tags()));
      case UNTAG ->
          run.described(
              run.name(),
              run.tags().stream().filter(tag -> !command.tags().contains(tag)).toList());
      case ARCHIVE -> run.archivedAt() == null ? run.archived(now) : run;
      case RESTORE -> run.archived(null);
      case CANCEL, RETRY, DELETE -> throw new IllegalStateException("no change of the run itself");
    };
  }

  private void store(Run run, Run next) {
    if (!next.equals(run)) {
      runs.update(runs.revised(next));
    }
  }

  private static void requireDeletable(Run run, Set<RunId> used) {
    run.state().require(ENDED);
    if (used.contains(run.id())) {
      throw SignalboxException.of(ErrorCode.RUN_IN_USE);
    }
  }

  private void send(Principal caller, ChangeRuns command, List<RunId> part, Outcome outcome) {
    Set<RunId> ofProject = new HashSet<>();
    for (Run run : runs.findAll(part)) {
      if (run.projectId().equals(command.project())) {
        ofProject.add(run.id());
      }
    }
    for (RunId id : part) {
      if (!ofProject.contains(id)) {
        outcome.failed.put(id, RunAccess.notFound(id));
        continue;
      }
      try {
        if (command.action() == BulkAction.CANCEL) {
          cancel.handle(caller, new CancelRun(id, command.mode()));
        } else {
          RunView started = retry.handle(caller, new RetryRun(id, null));
          outcome.started.put(id, started.run().id());
        }
        outcome.succeeded.add(id);
      } catch (SignalboxException e) {
        outcome.failed.put(id, e);
      }
    }
  }

  private static final class Outcome {
    private final List<RunId> succeeded = new ArrayList<>();
    private final Map<RunId, SignalboxException> failed = new LinkedHashMap<>();
    private final Map<RunId, RunId> started = new LinkedHashMap<>();

    void add(Outcome other) {
      succeeded.addAll(other.succeeded);
      failed.putAll(other.failed);
      started.putAll(other.started);
    }
  }
}
