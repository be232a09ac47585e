package signalbox.application.event;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Remembers what it hears. */
public final class HeardNotices implements NoticeBus.Listener {
  private final List<Notice> notices = new CopyOnWriteArrayList<>();
  private final List<BackendId> senders = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger losses = new AtomicInteger();

  @Override
  public void heard(BackendId sender, Notice notice) {
    senders.add(sender);
    notices.add(notice);
  }

  @Override
  public void connected() {
    connections.incrementAndGet();
  }

  @Override
  public void disconnected() {
    losses.incrementAndGet();
  }

  public List<Notice> notices() {
    return notices;
  }

  public List<BackendId> senders() {
    return senders;
  }

  public int connections() {
    return connections.get();
  }

  public int losses() {
    return losses.get();
  }
}
