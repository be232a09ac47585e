package signalbox.orchestrator.service.grpc;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Up to which event everything of an attempt is stored. Events are stored in any order; the number
 * only moves over those that have no gap before them. Not thread-safe.
 */
final class StoredEvents {
  /** An event that is held until it is stored. */
  static final class Entry {
    private final long sequence;
    private boolean stored;

    private Entry(long sequence) {
      this.sequence = sequence;
    }
  }

  private final Deque<Entry> held = new ArrayDeque<>();
  private long upTo;
  private long acknowledged;

  /**
   * @param from the last event that was stored before
   */
  StoredEvents(long from) {
    this.upTo = from;
    this.acknowledged = from;
  }

  /** Holds the next event; called in the order of the events. */
  Entry hold(long sequence) {
    Entry entry = new Entry(sequence);
    held.add(entry);
    return entry;
  }

  /** The event is stored, or need not be. */
  void stored(Entry entry) {
    entry.stored = true;
    for (Entry first = held.peek(); first != null && first.stored; first = held.peek()) {
      upTo = first.sequence;
      held.remove();
    }
  }

  long upTo() {
    return upTo;
  }

  /** True while the service does not know yet how far it may forget. */
  boolean owesAcknowledgement() {
    return upTo > acknowledged;
  }

  /** What the service may be told now; it counts as told from here on. */
  long acknowledge() {
    acknowledged = upTo;
    return acknowledged;
  }
}
