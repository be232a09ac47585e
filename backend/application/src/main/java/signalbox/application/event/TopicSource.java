package signalbox.application.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one topic from the store. Cursors are opaque texts that only this topic understands. A
 * snapshot and the batches after its cursor together hold everything once. Thread-safe.
 */
public interface TopicSource {
  /** The state now. */
  Snapshot snapshot();

  /**
   * What lies after a cursor, oldest first.
   *
   * @param limit about how many items; a change is never torn apart
   * @throws signalbox.domain.error.SignalboxException {@code stream.bad_cursor} for a text that is
   *     no cursor of this topic
   */
  Batch readAfter(String cursor, int limit);

  /** A state with its place. */
  record Snapshot(String cursor, StreamState state) {}

  /**
   * A part of what is new.
   *
   * @param to the cursor after it; the asked one when there is nothing
   * @param gap why what lies between the cursors can no longer be had, and there are no items; null
   *     when nothing is missing
   */
  record Batch(List<StreamItem> items, String to, @Nullable String gap) {
    public Batch {
      items = List.copyOf(items);
    }

    public Batch(List<StreamItem> items, String to) {
      this(items, to, null);
    }

    /** Nothing but the knowledge that something is missing. */
    public static Batch gap(String to, String reason) {
      return new Batch(List.of(), to, reason);
    }
  }
}
