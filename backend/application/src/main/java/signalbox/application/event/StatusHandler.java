package signalbox.application.event;

import java.util.List;

/**
 * Takes what the orchestrator says, in the order of the topic. The same message may come again; a
 * repeat must be harmless.
 *
 * @param <M> one kind of message
 */
@FunctionalInterface
public interface StatusHandler<M> {
  /**
   * Returns once everything is stored; the messages will not come again then.
   *
   * @param messages one or more
   * @throws signalbox.domain.error.SignalboxException {@code store.unavailable} when it should be
   *     tried again; nothing may be lost by that
   */
  void handle(List<M> messages);
}
