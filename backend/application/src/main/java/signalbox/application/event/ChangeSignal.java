package signalbox.application.event;

/**
 * Tells viewers that a topic has something new in the store. Call it after the commit. Never
 * blocks; a lost signal delays, it does not lose data.
 */
@FunctionalInterface
public interface ChangeSignal {
  void changed(Topic topic);
}
