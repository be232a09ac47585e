package signalbox.application.event;

/** Wakes the viewers of this backend at once, and those of the others through a notice. */
public final class BroadcastSignal implements ChangeSignal {
  private final ChangeHub hub;
  private final NoticePost post;

  public BroadcastSignal(ChangeHub hub, NoticePost post) {
    this.hub = hub;
    this.post = post;
  }

  @Override
  public void changed(Topic topic) {
    hub.changed(topic);
    post.tell(new Notice.Changed(topic));
  }
}
