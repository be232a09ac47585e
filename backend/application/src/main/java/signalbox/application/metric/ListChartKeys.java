package signalbox.application.metric;

import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.run.RunId;

/**
 * Asks which metrics many runs have logged. The answer is a {@link ChartKeys}.
 *
 * @param pattern null for all
 * @param limit most of them
 */
public record ListChartKeys(List<RunId> runs, @Nullable KeyPattern pattern, int limit) {
  public ListChartKeys {
    runs = List.copyOf(runs);
    ChartQuery.checkRuns(runs);
  }
}
