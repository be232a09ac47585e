package signalbox.orchestrator.service.engine;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import signalbox.orchestrator.core.Effect;
import signalbox.orchestrator.core.Placement;
import signalbox.orchestrator.core.RunEvent;
import signalbox.orchestrator.service.grpc.AttemptSession;
import signalbox.orchestrator.service.grpc.MlInstance;
import signalbox.orchestrator.service.grpc.MlInstances;
import signalbox.orchestrator.service.management.Meters;

/**
 * Opens, uses and closes the streams to attempts, as the machine has decided; at most one stream of
 * a run is heard. Touched by the engine's thread alone, once {@link #begin} was called.
 */
final class Attempts {
  private final MlInstances instances;
  private final BiConsumer<Run, RunEvent> later;
  private final Consumer<Run> reported;
  private AttemptSession.@Nullable Surroundings surroundings;

  /**
   * @param later takes events that follow from an effect
   * @param reported hears, on any thread, that a trial has reported values
   */
  Attempts(MlInstances instances, BiConsumer<Run, RunEvent> later, Consumer<Run> reported) {
    this.instances = instances;
    this.later = later;
    this.reported = reported;
  }

  void begin(AttemptSession.Surroundings around) {
    this.surroundings = around;
    Meters.counter(
        around.meters(),
        AttemptSession.REPEATED_EVENTS,
        "Events of attempts that came again and were passed over");
  }

  void start(Run run, Effect.StartAttempt start) {
    MlInstance instance = instances.at(start.placement().instance());
    if (instance == null) {
      lost(run, start.attempt(), start.placement());
    } else if (run.current(start.attempt())) {
      replace(
          run,
          AttemptSession.start(
              around(), instance, subject(run), start.attempt(), start.offer(), start.delay()));
    }
  }

  void attach(Run run, Effect.Attach attach) {
    MlInstance instance = instances.at(attach.placement().instance());
    if (instance == null) {
      lost(run, attach.attempt(), attach.placement());
    } else if (run.current(attach.attempt())) {
      AttemptSession before = session(run, attach.attempt());
      long known = before == null ? 0 : before.storedUpTo();
      replace(
          run,
          AttemptSession.attach(
              around(),
              instance,
              subject(run),
              attach.attempt(),
              Math.max(known, attach.fromEventSequence()),
              attach.delay()));
    }
  }

  void cancel(Run run, Effect.SendCancel cancel) {
    AttemptSession session = session(run, cancel.attempt());
    if (session != null) {
      session.cancel(cancel.mode(), cancel.grace());
    }
  }

  void abandon(Run run, Effect.Abandon abandon) {
    AttemptSession session = session(run, abandon.attempt());
    if (session != null) {
      session.abandon();
      run.session = null;
    }
  }

  void close(Run run, Effect.CloseStream close) {
    AttemptSession session = session(run, close.attempt());
    if (session != null) {
      session.close();
      run.session = null;
    }
  }

  /** Lets go of the run's stream; the attempt goes on at its instance. */
  static void drop(Run run) {
    AttemptSession session = run.session;
    if (session != null) {
      session.drop();
    }
  }

  private AttemptSession.Subject subject(Run run) {
    Trial trial = run.trial;
    return new AttemptSession.Subject(
        run.command(),
        run.key,
        run.granted.isEmpty() ? run.traceparent : run.granted,
        trial == null ? null : watched(run, trial));
  }

  private AttemptSession.@Nullable Watched watched(Run run, Trial trial) {
    return trial.metric.isEmpty()
        ? null
        : new AttemptSession.Watched(
            trial.metric,
            (step, value) -> {
              if (trial.reported.add(step, value)) {
                reported.accept(run);
              }
            });
  }

  private void lost(Run run, int attempt, Placement placement) {
    later.accept(
        run,
        new RunEvent.AttemptLost(
            attempt, "The instance " + placement.instance() + " is not configured any more."));
  }

  private static @Nullable AttemptSession session(Run run, int attempt) {
    AttemptSession session = run.session;
    return session != null && session.attempt() == attempt ? session : null;
  }

  private static void replace(Run run, AttemptSession session) {
    drop(run);
    run.session = session;
  }

  private AttemptSession.Surroundings around() {
    AttemptSession.Surroundings around = surroundings;
    if (around == null) {
      throw new IllegalStateException("The engine was not started");
    }
    return around;
  }
}
