package signalbox.domain.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import signalbox.domain.artifact.ArtifactRole;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.UserId;
import signalbox.domain.model.ModelVersionRef;

/**
 * What changes while a run lives.
 *
 * @param statusReason why it waits, in words; null when it does not
 * @param attempt 0 before the first; fences everything that belongs to a smaller number
 * @param service the ML service of the attempt
 * @param instance the instance of the attempt
 * @param progressSequence number, within the attempt, of the event that brought the progress; 0
 *     before the first
 * @param summary final metric values; NaN and infinities are legal
 * @param stoppedEarly it succeeded after a graceful stop, with what it had
 * @param outcome how a solve came out; null until it succeeded, and for other kinds
 * @param model the version that a training stored
 * @param statusSequence number of the last lifecycle status taken
 * @param startedAt when user code first began
 * @param lastContactAt time of the last status of any kind
 * @param waitReason why it waits, for a program; null when it does not
 * @param stop the stop that was asked for; null when none was
 * @param staleEvents how many events of fenced attempts were refused
 * @param firstEventAt when an ML service first told something of it
 * @param lastEventAt when an ML service last told something of it
 */
public record RunState(
    RunStatus status,
    @Nullable String statusReason,
    int attempt,
    @Nullable String service,
    @Nullable String instance,
    @Nullable Progress progress,
    long progressSequence,
    Map<String, Double> summary,
    @Nullable Failure failure,
    boolean stoppedEarly,
    @Nullable SolveOutcome outcome,
    @Nullable ModelVersionRef model,
    long statusSequence,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Instant lastContactAt,
    @Nullable WaitReason waitReason,
    @Nullable Stop stop,
    long staleEvents,
    @Nullable Instant firstEventAt,
    @Nullable Instant lastEventAt) {

  /** How every run begins. */
  public static final RunState CREATED =
      new RunState(
          RunStatus.CREATED,
          null,
          0,
          null,
          null,
          null,
          0,
          Map.of(),
          null,
          false,
          null,
          null,
          0,
          null,
          null,
          null,
          null,
          null,
          0,
          null,
          null);

  public RunState {
    summary = Collections.unmodifiableMap(new LinkedHashMap<>(summary));
  }

  /**
   * The state after what the orchestrator says. A stop that was asked for stays asked for until the
   * run ends, whatever is said between.
   */
  public Taken after(RunReport report) {
    return after(report, false);
  }

  /**
   * The same for a run of some kind.
   *
   * @param conducted the orchestrator may stop the run by itself, as it does with trials: that it
   *     was cancelled is then true without a stop that was asked for here
   */
  public Taken after(RunReport report, boolean conducted) {
    if (report.content() instanceof RunReport.Lifecycle lifecycle) {
      return afterLifecycle(report, lifecycle, conducted);
    }
    if (status.terminal()) {
      return new Taken.Late(status);
    }
    if (report.attempt() < attempt) {
      return new Taken.Stale(attempt);
    }
    Change change = changeFor(report);
    Stop asked = change.stop;
    switch (report.content()) {
      case RunReport.Progressed progressed -> {
        if (report.sequence() <= change.progressSequence) {
          return new Taken.Repeated();
        }
        change.progressSequence = report.sequence();
        change.progress =
            new Progress(
                inUnitInterval(progressed.fraction()),
                progressed.done(),
                progressed.total(),
                progressed.unit(),
                progressed.phase(),
                report.time());
        change.told(report.time());
      }
      case RunReport.CancelDelivered delivered -> {
        if (asked != null) {
          change.stop = asked.delivered(delivered.mode(), report.time());
        }
      }
      case RunReport.CancelAcknowledged acknowledged -> {
        if (asked != null) {
          change.stop = asked.acknowledged(acknowledged.mode(), report.time());
        }
        change.told(report.time());
      }
      case RunReport.CheckpointSaved saved -> {
        if (asked != null) {
          change.stop = asked.saved(saved.artifactName(), report.time());
        }
        change.told(report.time());
      }
      case RunReport.EnvironmentCaptured _ -> change.told(report.time());
      case RunReport.ArtifactStored artifact -> {
        if (asked != null && kept(artifact.role())) {
          change.stop = asked.saved(artifact.name(), report.time());
        }
        change.told(report.time());
      }
      case RunReport.Lifecycle _ -> throw new IllegalStateException("a lifecycle status");
    }
    return new Taken.Changed(change.done(), false);
  }

  private Taken afterLifecycle(RunReport report, RunReport.Lifecycle lifecycle, boolean conducted) {
    RunStatus told = lifecycle.status();
    // An end that comes with a number that was used already is no repeat, or the run would have
    // ended: whoever says it has lost what it knew of the run.
    boolean forgetful =
        report.sequence() <= statusSequence && told.terminal() && !status.terminal();
    if (report.sequence() <= statusSequence && !forgetful) {
      return new Taken.Repeated();
    }
    if (status.terminal()) {
      return new Taken.Illegal(status, told);
    }
    if (report.attempt() < attempt) {
      return new Taken.Stale(attempt);
    }
    boolean gap = forgetful || report.sequence() > statusSequence + 1;
    boolean stopping = status == RunStatus.CANCELLING && !told.terminal();
    // The state between, cancelling, is passed over: nobody has to be told of it.
    boolean stopped =
        conducted && told == RunStatus.CANCELLED && status.mayBecome(RunStatus.CANCELLING);
    boolean legal = status.mayBecome(told) || stopped || (gap && status.mayReach(told));
    if (!stopping && !legal) {
      return new Taken.Illegal(status, told);
    }
    Change change = changeFor(report);
    change.statusSequence = Math.max(statusSequence, report.sequence());
    change.status = stopping ? status : told;
    change.statusReason = null;
    change.waitReason = null;
    switch (lifecycle) {
      case RunReport.Queued queued -> {
        WaitReason wait = queued.waitReason();
        change.waitReason = stopping ? null : wait;
        change.statusReason =
            queued.reason().isEmpty() && wait != null ? wait.sentence() : reason(queued.reason());
      }
      case RunReport.Starting starting -> change.at(starting.service(), starting.instance());
      case RunReport.Started started -> {
        change.at(started.service(), started.instance());
        change.startedAt = startedAt == null ? report.time() : startedAt;
        change.told(report.time());
      }
      case RunReport.LostContact lost -> change.statusReason = reason(lost.reason());
      case RunReport.Regained _ -> {}
      case RunReport.Retrying retrying -> {
        change.statusReason = reason(retrying.reason());
        change.waitReason =
            stopping
                ? null
                : new WaitReason(
                    WaitReason.Kind.BACK_OFF,
                    null,
                    null,
                    retrying.nextAttemptAt(),
                    retrying.reason());
      }
      case RunReport.Succeeded succeeded -> {
        change.summary = succeeded.summary();
        change.stoppedEarly = succeeded.stoppedEarly();
        change.outcome = succeeded.outcome();
      }
      case RunReport.Failed failed -> change.failure = failed.failure();
      case RunReport.Cancelled _ -> {}
      case RunReport.TimedOut timedOut -> change.statusReason = reason(timedOut.message());
    }
    if (told.terminal()) {
      change.endedAt = report.time();
      change.stop = change.stop == null ? null : change.stop.ended(report.time());
    }
    return new Taken.Changed(change.done(), gap);
  }

  /**
   * The state once a stop was asked for. The same state when an earlier request covers this one; a
   * graceful stop may be raised to a kill.
   *
   * @param grace how long a graceful stop may take before it becomes a kill
   * @throws SignalboxException {@code run.illegal_state}
   */
  public RunState cancelling(CancelMode mode, Instant now, UserId by, Duration grace) {
    Stop asked = stop;
    Change change = new Change(this);
    if (status == RunStatus.CANCELLING && asked != null) {
      if (asked.covers(mode)) {
        return this;
      }
      change.stop = asked.raised(now);
      return change.done();
    }
    if (status != RunStatus.CANCELLING && !status.mayBecome(RunStatus.CANCELLING)) {
      Set<RunStatus> expected = EnumSet.copyOf(RunStatus.CANCELLING.predecessors());
      expected.add(RunStatus.CANCELLING);
      throw illegal(expected);
    }
    change.status = RunStatus.CANCELLING;
    change.statusReason = null;
    change.waitReason = null;
    change.stop = Stop.requested(mode, now, by, grace);
    return change.done();
  }

  /** The same state with more events of fenced attempts refused. */
  public RunState refusing(long events) {
    Change change = new Change(this);
    change.staleEvents += events;
    return change.done();
  }

  /** The same state with the version that the training stored. */
  public RunState withModel(ModelVersionRef stored) {
    Change change = new Change(this);
    change.model = stored;
    return change.done();
  }

  /**
   * @throws SignalboxException {@code run.illegal_state} unless the state is one of those expected
   */
  public void require(Set<RunStatus> expected) {
    if (!expected.contains(status)) {
      throw illegal(expected);
    }
  }

  private SignalboxException illegal(Set<RunStatus> expected) {
    return SignalboxException.of(ErrorCode.RUN_ILLEGAL_STATE)
        .safe("actual", status.word())
        .safe(
            "expected",
            expected.stream().sorted().map(RunStatus::word).collect(Collectors.joining(", ")));
  }

  private Change changeFor(RunReport report) {
    Change change = new Change(this);
    if (report.attempt() > attempt) {
      change.attempt = report.attempt();
      change.service = null;
      change.instance = null;
      change.progress = null;
      change.progressSequence = 0;
    }
    if (lastContactAt == null || lastContactAt.isBefore(report.time())) {
      change.lastContactAt = report.time();
    }
    return change;
  }

  private static @Nullable String reason(String text) {
    return text.isEmpty() ? null : text;
  }

  private static double inUnitInterval(double fraction) {
    return Double.isNaN(fraction) ? 0 : Math.clamp(fraction, 0, 1);
  }

  /** What a stop is asked to keep. */
  private static boolean kept(ArtifactRole role) {
    return role == ArtifactRole.MODEL || role == ArtifactRole.SOLUTION;
  }

  /** A state under change. */
  private static final class Change {
    private RunStatus status;
    private @Nullable String statusReason;
    private int attempt;
    private @Nullable String service;
    private @Nullable String instance;
    private @Nullable Progress progress;
    private long progressSequence;
    private Map<String, Double> summary;
    private @Nullable Failure failure;
    private boolean stoppedEarly;
    private @Nullable SolveOutcome outcome;
    private @Nullable ModelVersionRef model;
    private long statusSequence;
    private @Nullable Instant startedAt;
    private @Nullable Instant endedAt;
    private @Nullable Instant lastContactAt;
    private @Nullable WaitReason waitReason;
    private @Nullable Stop stop;
    private long staleEvents;
    private @Nullable Instant firstEventAt;
    private @Nullable Instant lastEventAt;

    Change(RunState from) {
      status = from.status;
      statusReason = from.statusReason;
      attempt = from.attempt;
      service = from.service;
      instance = from.instance;
      progress = from.progress;
      progressSequence = from.progressSequence;
      summary = from.summary;
      failure = from.failure;
      stoppedEarly = from.stoppedEarly;
      outcome = from.outcome;
      model = from.model;
      statusSequence = from.statusSequence;
      startedAt = from.startedAt;
      endedAt = from.endedAt;
      lastContactAt = from.lastContactAt;
      waitReason = from.waitReason;
      stop = from.stop;
      staleEvents = from.staleEvents;
      firstEventAt = from.firstEventAt;
      lastEventAt = from.lastEventAt;
    }

    /** An ML service told something. */
    void told(Instant time) {
      firstEventAt = firstEventAt == null ? time : firstEventAt;
      lastEventAt = lastEventAt == null || lastEventAt.isBefore(time) ? time : lastEventAt;
    }

    void at(String newService, String newInstance) {
      service = newService;
      instance = newInstance;
    }

    RunState done() {
      return new RunState(
          status,
          statusReason,
          attempt,
          service,
          instance,
          progress,
          progressSequence,
          summary,
          failure,
          stoppedEarly,
          outcome,
          model,
          statusSequence,
          startedAt,
          endedAt,
          lastContactAt,
          waitReason,
          stop,
          staleEvents,
          firstEventAt,
          lastEventAt);
    }
  }

  /** What became of a report. */
  public sealed interface Taken {
    /**
     * The state has changed.
     *
     * @param gap statuses before this one have not been seen
     */
    record Changed(RunState state, boolean gap) implements Taken {}

    /** It was known already. */
    record Repeated() implements Taken {}

    /** It belongs to an attempt that a newer one has fenced. */
    record Stale(int newest) implements Taken {}

    /** It came after the run's end, which has made it worthless. */
    record Late(RunStatus status) implements Taken {}

    /** No legal transition leads there. */
    record Illegal(RunStatus from, RunStatus to) implements Taken {}
  }
}
