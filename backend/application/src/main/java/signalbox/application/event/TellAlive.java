package signalbox.application.event;

import java.util.function.Supplier;

/** Gives signs of life, and notices who gives none any more. Called by a timer. */
public final class TellAlive implements Runnable {
  private final NoticePost post;
  private final LiveBackends backends;
  private final Supplier<BackendFacts> self;
  private final Runnable whenGone;

  /**
   * @param self what this backend tells of itself
   * @param whenGone called when backends are gone
   */
  public TellAlive(
      NoticePost post, LiveBackends backends, Supplier<BackendFacts> self, Runnable whenGone) {
    this.post = post;
    this.backends = backends;
    this.self = self;
    this.whenGone = whenGone;
  }

  @Override
  public void run() {
    if (!backends.forgetSilent().isEmpty()) {
      whenGone.run();
    }
    post.tell(new Notice.Alive(self.get()));
  }
}
