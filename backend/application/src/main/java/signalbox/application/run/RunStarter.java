package signalbox.application.run;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.event.ChangeSignal;
import signalbox.application.event.Topic;
import signalbox.application.run.RunRequestCheck.CheckedRun;
import signalbox.application.shared.CurrentTrace;
import signalbox.application.shared.Fingerprint;
import signalbox.application.shared.IdGenerator;
import signalbox.application.shared.IdempotencyKeys;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunEvent;
import signalbox.domain.run.RunEventType;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunSpec;
import signalbox.domain.run.RunState;
import signalbox.domain.run.WarmStart;

/**
 * Stores a new run with its command, its first event and its idempotency key, all in one
 * transaction. Thread-safe.
 */
public final class RunStarter {
  private static final int MAX_KEY = 200;
  private static final int MAX_NAME = 200;
  private static final int SHORT_ID = 6;

  private final RunRequestCheck check;
  private final RunRepository runs;
  private final CommandOutbox outbox;
  private final IdempotencyKeys keys;
  private final RunViews views;
  private final Transactions transactions;
  private final ChangeSignal signal;
  private final IdGenerator ids;
  private final InstantSource clock;
  private final CurrentTrace trace;

  public RunStarter(
      RunRequestCheck check,
      RunRepository runs,
      CommandOutbox outbox,
      IdempotencyKeys keys,
      RunViews views,
      Transactions transactions,
      ChangeSignal signal,
      IdGenerator ids,
      InstantSource clock,
      CurrentTrace trace) {
    this.check = check;
    this.runs = runs;
    this.outbox = outbox;
    this.keys = keys;
    this.views = views;
    this.transactions = transactions;
    this.signal = signal;
    this.ids = ids;
    this.clock = clock;
    this.trace = trace;
  }

  /**
   * @param operation the scope of the idempotency key
   * @param retryOf the run that is tried again; null for a new one
   * @throws SignalboxException with the field at fault; nothing has been changed then
   */
  RunView start(
      Principal caller,
      ProjectId project,
      NewRun wanted,
      String operation,
      @Nullable String idempotencyKey,
      @Nullable RunId retryOf) {
    byte[] fingerprint = Fingerprint.of(wanted);
    if (idempotencyKey != null) {
      checkKey(idempotencyKey);
      Optional<Run> first =
          keys.find(caller.userId(), operation, idempotencyKey, fingerprint)
              .flatMap(id -> runs.find(new RunId(id)));
      if (first.isPresent()) {
        return views.of(first.get());
      }
    }
    CheckedRun checked = check.check(project, wanted);
    NewRun.Terms terms = wanted.terms();
    RunId id = new RunId(ids.next());
    Instant now = clock.instant();
    Run run =
        new Run(
            id,
            project,
            terms.name() == null ? name(checked, id) : terms.name().strip(),
            checked.spec(),
            terms.tags(),
            terms.priority() == null ? 0 : terms.priority(),
            terms.maxAttempts() == null ? Run.DEFAULT_MAX_ATTEMPTS : terms.maxAttempts(),
            trace.traceId().orElse(null),
            now,
            caller.userId(),
            RunState.CREATED,
            1,
            0);
    Run stored =
        transactions.inTransaction(() -> {
          if (idempotencyKey != null) {
            Optional<UUID> other =
                keys.claim(caller.userId(), operation, idempotencyKey, fingerprint, id.value());
            if (other.isPresent()) {
              return runs.find(new RunId(other.get())).orElseThrow();
            }
          }
          return store(run, checked, retryOf);
        });
    // Another request with the same key may have made one before.
    return stored.id().equals(id) ? views.ofNew(stored) : views.of(stored);
  }

  private Run store(Run run, CheckedRun checked, @Nullable RunId retryOf) {
    keepWarmStart(run.spec());
    UUID command = outbox.startRun(run, checked.dataset(), checked.model());
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("commandId", command.toString());
    detail.put("by", run.createdBy().toString());
    if (retryOf != null) {
      detail.put("retryOf", retryOf.toString());
    }
    // From here on other changes of runs in the project wait.
    Run revised = run.revised(1, runs.nextProjectRevision(run.projectId()));
    runs.insert(
        revised, new RunEvent(run.id(), 1, 0, run.createdAt(), 0, RunEventType.CREATED, detail));
    transactions.afterCommit(() -> {
      signal.changed(new Topic.ProjectRuns(run.projectId()));
      signal.changed(new Topic.OneRun(run.id()));
    });
    return revised;
  }

  /** Who deletes the earlier solve waits, and then sees the new one; or it is gone already. */
  private void keepWarmStart(RunSpec spec) {
    WarmStart warmStart = spec instanceof RunSpec.Solve solve ? solve.warmStart() : null;
    if (warmStart != null && runs.lock(List.of(warmStart.runId())).isEmpty()) {
      throw RunRequestCheck.noWarmStart(warmStart.runId());
    }
  }

  private static String name(CheckedRun checked, RunId id) {
    String text = id.toString();
    String ending = "-" + text.substring(text.length() - SHORT_ID);
    String stem = checked.nameStem();
    return stem.substring(0, Math.min(stem.length(), MAX_NAME - ending.length())) + ending;
  }

  private static void checkKey(String key) {
    boolean visible = key.chars().allMatch(c -> c > ' ' && c < 0x7f);
    if (key.isEmpty() || key.length() > MAX_KEY || !visible) {
      throw SignalboxException.invalid(
          "Idempotency-Key", "must have from 1 to " + MAX_KEY + " visible ASCII characters");
    }
  }
}
