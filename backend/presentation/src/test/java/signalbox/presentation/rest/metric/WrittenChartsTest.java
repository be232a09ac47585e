package signalbox.presentation.rest.metric;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import signalbox.application.metric.Chart;
import signalbox.application.metric.ChartAxis;
import signalbox.application.metric.ChartQuery;
import signalbox.application.metric.GroupStatistics;
import signalbox.application.metric.Smoothing;
import signalbox.domain.run.RunId;
import signalbox.presentation.shared.Json;

class WrittenChartsTest {
  private final WrittenCharts written = new WrittenCharts(new Json());

  private static Chart chart(int width) {
    ChartQuery query =
        new ChartQuery(
            List.of(new RunId(UUID.randomUUID())),
            Set.of("loss"),
            null,
            Map.of(),
            ChartAxis.STEP,
            null,
            null,
            null,
            width,
            Smoothing.OFF,
            false,
            List.of(),
            GroupStatistics.DEFAULT,
            null);
    return new Chart(
        query, null, null, width, false, 0, 0, 1, List.of(), List.of(), List.of(), null);
  }

  @Test
  void writesAChartOnce() {
    Chart chart = chart(100);
    byte[] bytes = written.of(chart);
    assertThat(new String(bytes, UTF_8)).contains("\"x\":\"step\"", "\"width\":100,");
    assertThat(written.of(chart)).isSameAs(bytes);
  }

  @Test
  void tellsChartsApart() {
    Chart wide = chart(100);
    Chart narrow = chart(10);
    assertThat(new String(written.of(wide), UTF_8)).contains("\"width\":100,");
    assertThat(new String(written.of(narrow), UTF_8)).contains("\"width\":10,");
  }
}
