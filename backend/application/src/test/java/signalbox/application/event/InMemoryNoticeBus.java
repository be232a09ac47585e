package signalbox.application.event;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/** A bus in memory: whoever is on the same wire hears, on the thread of who sends. */
public final class InMemoryNoticeBus implements NoticeBus {
  private final Wire wire;
  private final BackendId own;
  private volatile @Nullable Listener listener;

  public InMemoryNoticeBus(Wire wire, BackendId own) {
    this.wire = wire;
    this.own = own;
  }

  /** What connects buses; it can be cut. */
  public static final class Wire {
    private final List<InMemoryNoticeBus> listening = new CopyOnWriteArrayList<>();
    private final List<List<Notice>> sent = new ArrayList<>();
    private boolean away;

    /** Every batch that was heard, in order. */
    public synchronized List<List<Notice>> sent() {
      return List.copyOf(sent);
    }

    /** While it is cut, nothing can be sent. */
    public synchronized void cut(boolean nowAway) {
      away = nowAway;
    }

    private synchronized void check() {
      if (away) {
        throw SignalboxException.of(ErrorCode.STORE_UNAVAILABLE);
      }
    }

    private synchronized void note(List<Notice> batch) {
      sent.add(List.copyOf(batch));
    }
  }

  @Override
  public void send(List<Notice> notices) {
    wire.check();
    for (InMemoryNoticeBus other : wire.listening) {
      Listener hearing = other.listener;
      if (hearing != null && !other.own.equals(own)) {
        notices.forEach(notice -> hearing.heard(own, notice));
      }
    }
    wire.note(notices);
  }

  @Override
  public void listen(Listener who) {
    listener = who;
    wire.listening.add(this);
    who.connected();
  }

  @Override
  public void close() {
    wire.listening.remove(this);
    Listener hearing = listener;
    listener = null;
    if (hearing != null) {
      hearing.disconnected();
    }
  }
}
