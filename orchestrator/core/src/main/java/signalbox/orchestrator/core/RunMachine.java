package signalbox.orchestrator.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a run: (state, event, now) to (state, effects). Has no memory of its own;
 * the only thing from outside is the jitter, a source of numbers in [0, 1).
 *
 * <p>An event that the transition table has no row for changes nothing. A command that was there
 * before and an event of an attempt that is not the newest one change nothing and are counted.
 */
public final class RunMachine {
  private final RunPolicy policy;
  private final DoubleSupplier jitter;

  public RunMachine(RunPolicy policy, DoubleSupplier jitter) {
    this.policy = policy;
    this.jitter = jitter;
  }

  /** The state after the event, and what is to be done once that state is stored. */
  public Decision decide(RunState state, RunEvent event, Instant now) {
    Draft draft = new Draft(state, now);
    if (event instanceof RunEvent.AttemptEvent attempt && stale(state, attempt)) {
      draft.effects.add(new Effect.CountStale(event.kind(), attempt.attempt()));
      return draft.decision();
    }
    switch (event) {
      case RunEvent.StartCommanded command -> draft.start(command);
      case RunEvent.CancelCommanded command -> draft.cancel(command);
      case RunEvent.WaitReasonChanged change -> draft.waitFor(change.reason());
      case RunEvent.SlotGranted grant -> draft.offer(grant.placement());
      case RunEvent.Refused refused -> draft.refuse(refused);
      case RunEvent.Accepted accepted -> draft.hear(accepted);
      case RunEvent.Started started -> draft.started(started);
      case RunEvent.Contacted contacted -> draft.contact(contacted);
      case RunEvent.Finished finished -> draft.finish(finished);
      case RunEvent.Failed failed -> draft.fail(failed);
      case RunEvent.Cancelled cancelled -> draft.cancelled(cancelled);
      case RunEvent.StreamBroken broken -> draft.reconnect(policy.reattachDelay(broken.inARow()));
      case RunEvent.AttemptLost lost -> draft.gone(lost.reason());
      case RunEvent.TimersDue _ -> draft.timers();
      case RunEvent.Recovered _ -> draft.recover();
    }
    if (draft.phase != state.phase()
        && !RunStates.legal(state.phase(), event.kind(), draft.phase)) {
      throw new IllegalStateException(
          "The table has no way from "
              + state.phase()
              + " to "
              + draft.phase
              + " upon "
              + event.kind());
    }
    return draft.decision();
  }

  /** When {@link RunEvent.TimersDue} should come next, if nothing else happens before. */
  public Optional<Instant> due(RunState state) {
    return Optional.ofNullable(
        switch (state.phase()) {
          case OFFERED -> state.lastContact().plus(policy.offerTimeout());
          case STARTING -> state.lastContact().plus(policy.lostAfter());
          case RUNNING -> earlier(state.lastContact().plus(policy.lease()), limit(state));
          case LOST_CONTACT -> earlier(state.lastContact().plus(policy.lostAfter()), limit(state));
          case RETRYING, CANCELLING -> state.due();
          case CREATED, QUEUED, SUCCEEDED, FAILED, CANCELLED, TIMED_OUT -> null;
        });
  }

  private static boolean stale(RunState state, RunEvent.AttemptEvent event) {
    return event.attempt() != state.attempt()
        || !state.phase().holdsSlot()
        || (event instanceof RunEvent.Refused refused && refused.offer() != state.offers());
  }

  private @Nullable Instant limit(RunState state) {
    RunOrder order = state.order();
    Instant startedAt = state.startedAt();
    if (order == null || startedAt == null || order.timeLimit().isZero()) {
      return null;
    }
    return startedAt.plus(order.timeLimit()).plus(policy.limitSlack());
  }

  private static Instant earlier(Instant one, @Nullable Instant other) {
    return other != null && other.isBefore(one) ? other : one;
  }

  /** The state while one event is applied to it. */
  private final class Draft {
    private final RunState before;
    private final Instant now;
    private final List<Effect> effects = new ArrayList<>();
    private RunPhase phase;
    private @Nullable RunOrder order;
    private int attempt;
    private int offers;
    private boolean doubtful;
    private int losses;
    private long sequence;
    private @Nullable Placement placement;
    private long eventSequence;
    private Instant lastContact;
    private @Nullable Instant due;
    private @Nullable Instant startedAt;
    private boolean killing;
    private @Nullable WaitReason waitReason;

    Draft(RunState state, Instant now) {
      this.before = state;
      this.now = now;
      this.phase = state.phase();
      this.order = state.order();
      this.attempt = state.attempt();
      this.offers = state.offers();
      this.doubtful = state.doubtful();
      this.losses = state.losses();
      this.sequence = state.sequence();
      this.placement = state.placement();
      this.eventSequence = state.eventSequence();
      this.lastContact = state.lastContact();
      this.due = state.due();
      this.startedAt = state.startedAt();
      this.killing = state.killing();
      this.waitReason = state.waitReason();
    }

    Decision decision() {
      return new Decision(
          new RunState(
              before.runId(),
              phase,
              order,
              attempt,
              offers,
              doubtful,
              losses,
              sequence,
              placement,
              eventSequence,
              lastContact,
              due,
              startedAt,
              killing,
              waitReason),
          effects);
    }

    // ---------------------------------------------------------------------------------------------------- commands

    void start(RunEvent.StartCommanded command) {
      goOnAfter(command.known());
      if (phase != RunPhase.CREATED) {
        again(command);
        return;
      }
      order = command.order();
      queue();
    }

    private void queue() {
      phase = RunPhase.QUEUED;
      due = null;
      waitReason = null;
      publish(new LifecycleStatus.Queued(null));
    }

    private void again(RunEvent command) {
      effects.add(new Effect.CountDuplicate(command.kind()));
      effects.add(new Effect.PublishAgain());
    }

    /**
     * Where a memory was lost, the next status leaves a number out, so that a reader sees that
     * something is missing, and the next attempt fences all that there may have been.
     */
    private void goOnAfter(KnownProgress known) {
      if (phase.terminal()) {
        return;
      }
      if (known.sequence() > sequence) {
        sequence = known.sequence() + 1;
      }
      if (known.attempt() > attempt && !phase.holdsSlot()) {
        attempt = known.attempt();
      }
    }

    void cancel(RunEvent.CancelCommanded command) {
      goOnAfter(command.known());
      switch (phase) {
        case CREATED, QUEUED, RETRYING -> end(new LifecycleStatus.Cancelled(false));
        case OFFERED, STARTING, RUNNING, LOST_CONTACT -> {
          phase = RunPhase.CANCELLING;
          patience(command);
        }
        case CANCELLING -> {
          if (command.mode() == CancelMode.KILL && !killing) {
            patience(command);
          } else {
            again(command);
          }
        }
        case SUCCEEDED, FAILED, CANCELLED, TIMED_OUT -> again(command);
      }
    }

    private void patience(RunEvent.CancelCommanded command) {
      killing = command.mode() == CancelMode.KILL;
      Duration grace = command.grace().isPositive() ? command.grace() : policy.grace();
      due = now.plus(killing ? policy.killPatience() : grace);
      effects.add(new Effect.SendCancel(attempt, command.mode(), killing ? Duration.ZERO : grace));
    }

    // ------------------------------------------------------------------------------------------------------- queue

    void waitFor(WaitReason reason) {
      if (phase == RunPhase.QUEUED && !reason.equals(waitReason)) {
        waitReason = reason;
        publish(new LifecycleStatus.Queued(reason));
      }
    }

    void offer(Placement granted) {
      if (phase != RunPhase.QUEUED) {
        return;
      }
      phase = RunPhase.OFFERED;
      placement = granted;
      attempt++;
      offers++;
      doubtful = false;
      eventSequence = 0;
      lastContact = now;
      due = null;
      startedAt = null;
      effects.add(new Effect.StartAttempt(granted, attempt, offers, Duration.ZERO));
    }

    void refuse(RunEvent.Refused refused) {
      switch (phase) {
        case OFFERED -> {
          if (doubtful) {
            // An earlier offer may have been taken: the number is burnt and on record, the budget
            // is not touched.
            publish(new LifecycleStatus.Starting(place()));
            retry(refused.reason());
          } else {
            // Certainly never taken, so the number is still free.
            phase = RunPhase.QUEUED;
            placement = null;
            attempt--;
          }
        }
        case CANCELLING -> end(new LifecycleStatus.Cancelled(killing));
        case STARTING, RUNNING, LOST_CONTACT -> lose(refused.reason());
        case CREATED, QUEUED, RETRYING, SUCCEEDED, FAILED, CANCELLED, TIMED_OUT -> {}
      }
    }

    // ----------------------------------------------------------------------------------------------------- attempt

    /** The attempt was heard of: renews the lease, and says what must have happened before. */
    void hear(RunEvent.AttemptEvent event) {
      lastContact = now;
      eventSequence = Math.max(eventSequence, event.eventSequence());
      if (phase == RunPhase.OFFERED) {
        phase = RunPhase.STARTING;
        publish(new LifecycleStatus.Starting(place()));
      } else if (phase == RunPhase.LOST_CONTACT) {
        phase = RunPhase.RUNNING;
        publish(new LifecycleStatus.Regained());
      }
    }

    void contact(RunEvent.Contacted event) {
      if (phase == RunPhase.OFFERED) {
        // A heartbeat on a stream that has not said «accepted» yet promises nothing.
        lastContact = now;
        return;
      }
      hear(event);
    }

    void started(RunEvent.Started event) {
      hear(event);
      if (phase == RunPhase.STARTING) {
        phase = RunPhase.RUNNING;
        startedAt = now;
        publish(new LifecycleStatus.Started(place()));
      }
    }

    void finish(RunEvent.Finished event) {
      hear(event);
      if (phase == RunPhase.STARTING) {
        publish(new LifecycleStatus.Started(place()));
      }
      end(new LifecycleStatus.Succeeded(event.result()));
    }

    void fail(RunEvent.Failed event) {
      hear(event);
      RunFailure failure = event.failure();
      switch (failure.kind()) {
        case PROGRAM -> end(new LifecycleStatus.Failed(failure));
        case TIMEOUT -> end(new LifecycleStatus.TimedOut(failure.message()));
        case INFRASTRUCTURE -> {
          if (phase == RunPhase.CANCELLING) {
            end(new LifecycleStatus.Cancelled(killing));
          } else {
            lose(failure.message());
          }
        }
      }
    }

    void cancelled(RunEvent.Cancelled event) {
      hear(event);
      if (phase == RunPhase.CANCELLING) {
        end(new LifecycleStatus.Cancelled(event.killed()));
      } else {
        // Nobody here has asked for it, so it is no answer to a stop but a loss.
        lose("The service stopped the attempt by itself.");
      }
    }

    void gone(String reason) {
      if (phase == RunPhase.CANCELLING) {
        end(new LifecycleStatus.Cancelled(killing));
      } else {
        if (phase == RunPhase.OFFERED) {
          publish(new LifecycleStatus.Starting(place()));
        }
        lose(reason);
      }
    }

    // ------------------------------------------------------------------------------------------------ time, streams

    void timers() {
      Optional<Instant> time = due(before);
      if (time.isEmpty() || now.isBefore(time.get())) {
        return;
      }
      Instant limit = limit(before);
      switch (phase) {
        case OFFERED -> {
          // The instance may have taken it after all: the number is burnt and on record, the budget
          // is not touched.
          effects.add(new Effect.Abandon(place(), attempt));
          publish(new LifecycleStatus.Starting(place()));
          retry(silence(policy.offerTimeout()));
        }
        case STARTING -> {
          effects.add(new Effect.Abandon(place(), attempt));
          lose(silence(policy.lostAfter()));
        }
        case RUNNING -> {
          if (limit != null && !now.isBefore(limit)) {
            overLimit();
          } else {
            phase = RunPhase.LOST_CONTACT;
            publish(new LifecycleStatus.LostContact(silence(policy.lease())));
          }
        }
        case LOST_CONTACT -> {
          if (limit != null && !now.isBefore(limit)) {
            overLimit();
          } else {
            effects.add(new Effect.Abandon(place(), attempt));
            lose(silence(policy.lostAfter()));
          }
        }
        case RETRYING -> queue();
        case CANCELLING -> {
          if (killing) {
            effects.add(new Effect.Abandon(place(), attempt));
            end(new LifecycleStatus.Cancelled(true));
          } else {
            killing = true;
            due = now.plus(policy.killPatience());
            effects.add(new Effect.SendCancel(attempt, CancelMode.KILL, Duration.ZERO));
          }
        }
        case CREATED, QUEUED, SUCCEEDED, FAILED, CANCELLED, TIMED_OUT -> {}
      }
    }

    private void overLimit() {
      effects.add(new Effect.Abandon(place(), attempt));
      end(new LifecycleStatus.TimedOut("The run was stopped at its time limit."));
    }

    private String silence(Duration length) {
      return place().service()
          + " on "
          + place().instance()
          + " has said nothing for "
          + length.toSeconds()
          + " s.";
    }

    void reconnect(Duration delay) {
      switch (phase) {
        case OFFERED -> {
          offers++;
          doubtful = true;
          effects.add(new Effect.StartAttempt(place(), attempt, offers, delay));
        }
        case STARTING, RUNNING, LOST_CONTACT ->
            effects.add(new Effect.Attach(place(), attempt, eventSequence, delay));
        case CANCELLING -> {
          effects.add(new Effect.Attach(place(), attempt, eventSequence, delay));
          Duration left = due == null ? Duration.ZERO : Duration.between(now, due);
          boolean kill = killing || !left.isPositive();
          effects.add(
              new Effect.SendCancel(
                  attempt,
                  kill ? CancelMode.KILL : CancelMode.GRACEFUL,
                  kill ? Duration.ZERO : left));
        }
        case CREATED, QUEUED, RETRYING, SUCCEEDED, FAILED, CANCELLED, TIMED_OUT -> {}
      }
    }

    void recover() {
      if (phase.holdsSlot()) {
        // Nobody listened while no orchestrator was there: the silence is not the attempt's.
        lastContact = now;
        reconnect(Duration.ZERO);
      }
    }

    // -------------------------------------------------------------------------------------------------------- ends

    private void lose(String reason) {
      losses++;
      int allowed = order == null ? 1 : order.maxAttempts();
      if (losses >= allowed) {
        String tries =
            allowed == 1 ? "The attempt was lost: " : "All " + allowed + " attempts were lost: ";
        end(
            new LifecycleStatus.Failed(
                RunFailure.of(
                    RunFailure.Kind.INFRASTRUCTURE, "attempts.exhausted", tries + reason)));
        return;
      }
      retry(reason);
    }

    private void retry(String reason) {
      phase = RunPhase.RETRYING;
      Duration bound = policy.backoff(Math.max(1, losses));
      due = now.plusMillis((long) (bound.toMillis() * jitter.getAsDouble()));
      effects.add(new Effect.CloseStream(attempt));
      publish(new LifecycleStatus.Retrying(attempt, reason, due));
      placement = null;
      startedAt = null;
    }

    private void end(LifecycleStatus status) {
      if (phase.holdsSlot()) {
        effects.add(new Effect.CloseStream(attempt));
      }
      phase =
          switch (status) {
            case LifecycleStatus.Succeeded _ -> RunPhase.SUCCEEDED;
            case LifecycleStatus.Failed _ -> RunPhase.FAILED;
            case LifecycleStatus.Cancelled _ -> RunPhase.CANCELLED;
            case LifecycleStatus.TimedOut _ -> RunPhase.TIMED_OUT;
            case LifecycleStatus.Queued _,
                LifecycleStatus.Starting _,
                LifecycleStatus.Started _,
                LifecycleStatus.LostContact _,
                LifecycleStatus.Regained _,
                LifecycleStatus.Retrying _ ->
                throw new IllegalArgumentException("Not an end: " + status);
          };
      publish(status);
      placement = null;
      due = null;
    }

    private void publish(LifecycleStatus status) {
      sequence++;
      effects.add(new Effect.Publish(sequence, attempt, status));
    }

    private Placement place() {
      if (placement == null) {
        throw new IllegalStateException(phase + " without a placement");
      }
      return placement;
    }
  }
}
