package signalbox.application.event;

import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import signalbox.application.identity.SignInLimit;
import signalbox.application.prediction.PredictionWaiters;

/** Hands what other backends tell to whom it concerns. Never blocks. */
public final class TakeNotices implements NoticeBus.Listener {
  private final Desks desks;
  private final LongAdder heard = new LongAdder();
  private final LongAdder interruptions = new LongAdder();
  private volatile boolean hearing;

  /**
   * Who is told.
   *
   * @param self what this backend tells of itself
   * @param work has such work looked at; must neither block nor throw
   * @param whenGone called when a backend is gone; must neither block nor throw
   */
  public record Desks(
      ChangeHub hub,
      PredictionWaiters predictions,
      SignInLimit signIns,
      LiveBackends backends,
      NoticePost post,
      Supplier<BackendFacts> self,
      Consumer<Notice.Work> work,
      Runnable whenGone) {}

  public TakeNotices(Desks desks) {
    this.desks = desks;
  }

  @Override
  public void heard(BackendId sender, Notice notice) {
    heard.increment();
    switch (notice) {
      case Notice.Changed(Topic topic) -> desks.hub().changed(topic);
      case Notice.MuchChanged() -> desks.hub().wakeAll();
      case Notice.WorkWaits(Notice.Work work) -> desks.work().accept(work);
      case Notice.PredictionStored(UUID prediction) -> desks.predictions().stored(prediction);
      case Notice.SignInTried(String who, int _) -> desks.signIns().triedElsewhere(who);
      case Notice.SignInSucceeded(String who) -> desks.signIns().succeededElsewhere(who);
      case Notice.Alive(BackendFacts facts) -> {
        if (desks.backends().heard(facts)) {
          // Who is new need not wait for the next beat to know of this one.
          desks.post().tell(new Notice.Alive(desks.self().get()));
        }
      }
      case Notice.Leaving() -> {
        if (desks.backends().left(sender)) {
          desks.whenGone().run();
        }
      }
    }
  }

  /** What was missed is looked for: the net below all notices. */
  @Override
  public void connected() {
    hearing = true;
    desks.backends().hearing(true);
    desks.hub().wakeAll();
    desks.predictions().anyStored();
    for (Notice.Work work : Notice.Work.values()) {
      desks.work().accept(work);
    }
    desks.post().tell(new Notice.Alive(desks.self().get()));
  }

  @Override
  public void disconnected() {
    hearing = false;
    interruptions.increment();
    desks.backends().hearing(false);
  }

  /** How many notices were heard. */
  public long heardNotices() {
    return heard.sum();
  }

  /** How often the connection was lost. */
  public long interruptions() {
    return interruptions.sum();
  }

  /** Whether notices come now. */
  public boolean hearing() {
    return hearing;
  }
}
