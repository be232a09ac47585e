package signalbox.presentation.rest.metric;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import signalbox.application.metric.Chart;
import signalbox.presentation.shared.Json;

/**
 * Charts as JSON, each written once: many who look at one get the same chart, and its numbers take
 * longer to write than all the rest of the answer. What was written is held for as long as the
 * chart is. Thread-safe.
 */
final class WrittenCharts {
  private final Json json;
  private final Map<Chart, byte[]> written = Collections.synchronizedMap(new WeakHashMap<>());

  WrittenCharts(Json json) {
    this.json = json;
  }

  /** Nobody may change the bytes. */
  byte[] of(Chart chart) {
    byte[] known = written.get(chart);
    if (known == null) {
      known = json.write(ChartBody.of(chart));
      written.put(chart, known);
    }
    return known;
  }
}
