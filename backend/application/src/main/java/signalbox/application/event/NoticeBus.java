package signalbox.application.event;

import java.util.List;

/**
 * Carries notices from each backend of a database to all others, at most once and in no order; a
 * backend does not hear itself. Thread-safe.
 */
public interface NoticeBus extends AutoCloseable {
  /**
   * Sends to whoever listens now, in a transaction of its own that holds nothing else. Not to be
   * called within another transaction.
   *
   * @throws signalbox.domain.error.SignalboxException {@code store.unavailable}; perhaps some were
   *     sent
   */
  void send(List<Notice> notices);

  /** Hands over what others send, from now until this is closed. Called once; returns at once. */
  void listen(Listener listener);

  @Override
  void close();

  /** Called by one thread. Must neither block nor throw. */
  interface Listener {
    void heard(BackendId sender, Notice notice);

    /** From now on notices come. What was sent before is lost. */
    void connected();

    /** Nothing comes until the next {@link #connected}. */
    void disconnected();
  }
}
