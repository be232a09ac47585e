package signalbox.application.event;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Brings signals to those who watch a topic. Thread-safe. Holds nothing for a topic that nobody
 * watches.
 */
public final class ChangeHub implements ChangeSignal {
  private final Map<Topic, Set<Runnable>> watchers = new ConcurrentHashMap<>();

  /**
   * Calls {@code onChange} after each change of the topic until the watch is closed. It must
   * neither block nor throw; several changes may become one call, and a call may find nothing new.
   */
  public Watch watch(Topic topic, Runnable onChange) {
    watchers.compute(
        topic,
        (key, present) -> {
          Set<Runnable> set = present == null ? ConcurrentHashMap.newKeySet() : present;
          set.add(onChange);
          return set;
        });
    return () ->
        watchers.computeIfPresent(
            topic,
            (key, set) -> {
              set.remove(onChange);
              return set.isEmpty() ? null : set;
            });
  }

  @Override
  public void changed(Topic topic) {
    Set<Runnable> interested = watchers.get(topic);
    if (interested != null) {
      interested.forEach(Runnable::run);
    }
  }

  /**
   * Wakes everybody who watches anything: the net below signals that were lost or made elsewhere.
   */
  public void wakeAll() {
    watchers.values().forEach(interested -> interested.forEach(Runnable::run));
  }

  /** How many topics are watched. */
  public int topics() {
    return watchers.size();
  }

  /** Ends when closed. */
  @FunctionalInterface
  public interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
