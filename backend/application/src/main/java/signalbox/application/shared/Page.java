package signalbox.application.shared;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param nextCursor opaque; where the next page starts; null on the last
 * @param total exact number of items in the whole list
 */
public record Page<T>(List<T> items, @Nullable String nextCursor, long total) {
  public Page {
    items = List.copyOf(items);
  }
}
