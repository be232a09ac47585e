package signalbox.application.event;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Gives signs of life, and notices who gives none any more. Called by a timer. */
public final class TellAlive implements Runnable {
  private final NoticePost post;
  private final LiveBackends backends;
  private final Supplier<BackendFacts> self;
  private final Consumer<List<BackendFacts>> whenGone;

  /**
   * @param self what this backend tells of itself
   * @param whenGone is told who is gone
   */
  public TellAlive(
      NoticePost post,
      LiveBackends backends,
      Supplier<BackendFacts> self,
      Consumer<List<BackendFacts>> whenGone) {
    this.post = post;
    this.backends = backends;
    this.self = self;
    this.whenGone = whenGone;
  }

  @Override
  public void run() {
    List<BackendFacts> silent = backends.forgetSilent();
    if (!silent.isEmpty()) {
      whenGone.accept(silent);
    }
    post.tell(new Notice.Alive(self.get()));
  }
}
