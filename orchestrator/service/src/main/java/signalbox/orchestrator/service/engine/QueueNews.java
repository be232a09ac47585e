package signalbox.orchestrator.service.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;
import signalbox.orchestrator.core.Dispatcher;
import signalbox.orchestrator.core.RunEvent;
import signalbox.orchestrator.core.WaitReason;
import signalbox.orchestrator.core.Waiting;

/**
 * Tells waiting runs why they wait, without letting a long queue flood the world: looks once per
 * second at the first {@value #NEAR} places and every {@link #ALL_EVERY} at all of them, and tells
 * at most {@value #AT_ONCE} of what is new each time; the rest comes with the next look. Far places
 * are rounded by the dispatcher, so that most steps of the queue are no news there. Touched by the
 * engine's thread alone.
 */
final class QueueNews {
  static final int NEAR = 1_000;
  static final int AT_ONCE = 200;
  static final int SHORT = 100;
  static final Duration EVERY = Duration.ofSeconds(1);
  static final Duration ALL_EVERY = Duration.ofSeconds(10);

  private final Dispatcher dispatcher;
  private final KnownRuns runs;
  private Instant lookAt = Instant.EPOCH;
  private Instant lookAtAllAt = Instant.EPOCH;

  QueueNews(Dispatcher dispatcher, KnownRuns runs) {
    this.dispatcher = dispatcher;
    this.runs = runs;
  }

  /** Somebody came or left by a command: in a short queue the others should know at once. */
  void changed() {
    if (dispatcher.queued() <= SHORT) {
      lookAt = Instant.EPOCH;
    }
  }

  /** Hands over what is to be told now. */
  void tell(Instant now, BiConsumer<Run, RunEvent> told) {
    if (dispatcher.queued() == 0 || now.isBefore(lookAt)) {
      return;
    }
    lookAt = now.plus(EVERY);
    boolean all = dispatcher.queued() > NEAR && !now.isBefore(lookAtAllAt);
    int news = 0;
    for (Waiting waiting : dispatcher.reasons(now, all ? Integer.MAX_VALUE : NEAR)) {
      Run run = runs.get(waiting.runId());
      if (run == null || !isNews(run, waiting.reason(), now)) {
        continue;
      }
      if (++news > AT_ONCE) {
        // What is left comes with the next looks, which must see all again.
        return;
      }
      run.toldWhyAt = now;
      told.accept(run, new RunEvent.WaitReasonChanged(waiting.reason()));
    }
    if (all) {
      lookAtAllAt = now.plus(ALL_EVERY);
    }
  }

  private static boolean isNews(Run run, WaitReason reason, Instant now) {
    return reason.isNewsAfter(run.state.waitReason(), Duration.between(run.toldWhyAt, now));
  }
}
