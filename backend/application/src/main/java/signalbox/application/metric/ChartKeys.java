package signalbox.application.metric;

import java.util.List;

/**
 * Metrics of many runs in the order of their keys.
 *
 * @param total how many match, also those that the limit cut off
 */
public record ChartKeys(List<Key> items, int total) {
  public ChartKeys {
    items = List.copyOf(items);
  }

  /** A metric and how many of the runs have it. */
  public record Key(String key, String role, int runs) {}
}
