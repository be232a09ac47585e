package signalbox.application.run;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import signalbox.application.run.RunMoments.Kind;
import signalbox.application.run.RunMoments.Moment;
import signalbox.domain.run.RunId;

/**
 * Gathers the moments in which ends of runs were committed and pushed, and stores them a little
 * later: nobody waits for that. What does not fit is dropped and counted; only a line of a timeline
 * is lost by it. Thread-safe.
 */
public final class NoteMoments implements Runnable {
  private static final int MOST = 10_000;
  private static final int BATCH = 500;

  private final RunMoments store;
  private final InstantSource clock;
  private final BlockingQueue<Moment> waiting = new ArrayBlockingQueue<>(MOST);
  private final LongAdder dropped = new LongAdder();

  public NoteMoments(RunMoments store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** The end of the run was committed just now. */
  public void committed(RunId run) {
    note(run, Kind.COMMITTED);
  }

  /** The ends of the runs went to a viewer just now. */
  public void pushed(List<RunId> runs) {
    runs.forEach(run -> note(run, Kind.PUSHED));
  }

  private void note(RunId run, Kind kind) {
    if (!waiting.offer(new Moment(run, kind, clock.instant()))) {
      dropped.increment();
    }
  }

  /** Stores what has gathered. */
  @Override
  public void run() {
    List<Moment> batch = new ArrayList<>();
    while (waiting.drainTo(batch, BATCH) > 0) {
      store.note(batch);
      batch.clear();
    }
  }

  /** How many moments did not fit since the start. */
  public long droppedMoments() {
    return dropped.sum();
  }
}
