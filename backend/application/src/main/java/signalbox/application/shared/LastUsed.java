package signalbox.application.shared;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was used last, up to a total weight. Thread-safe. For values that stay right, or that
 * say of which state they are: nobody tells it that something has changed elsewhere.
 */
public final class LastUsed<K, V> {
  private final long most;
  private final Map<K, Weighed<V>> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long weight;

  private record Weighed<T>(T value, long weight) {}

  /**
   * @param most what all values may weigh together
   */
  public LastUsed(long most) {
    this.most = most;
  }

  public synchronized @Nullable V get(K key) {
    Weighed<V> found = entries.get(key);
    return found == null ? null : found.value();
  }

  /** Keeps a value that weighs 1. */
  public void put(K key, V value) {
    put(key, value, 1);
  }

  /** Keeps a value in place of the one before; nothing when it alone is too heavy. */
  public synchronized void put(K key, V value, long weightOfValue) {
    Weighed<V> before = entries.remove(key);
    if (before != null) {
      weight -= before.weight();
    }
    if (weightOfValue > most) {
      return;
    }
    entries.put(key, new Weighed<>(value, weightOfValue));
    weight += weightOfValue;
    Iterator<Weighed<V>> unused = entries.values().iterator();
    while (weight > most) {
      weight -= unused.next().weight();
      unused.remove();
    }
  }

  /** Forgets everything. */
  public synchronized void clear() {
    entries.clear();
    weight = 0;
  }
}
