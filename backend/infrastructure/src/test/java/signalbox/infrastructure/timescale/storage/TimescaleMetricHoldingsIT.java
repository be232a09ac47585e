package signalbox.infrastructure.timescale.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import signalbox.application.event.MetricsReported;
import signalbox.application.metric.MetricRepository;
import signalbox.application.storage.RunHoldings;
import signalbox.application.storage.RunHoldingsContract;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;
import signalbox.infrastructure.timescale.metric.TimescaleMetricRepository;

final class TimescaleMetricHoldingsIT extends RunHoldingsContract {
  private final PostgresDatabase database = TestDatabases.fresh();
  private final MetricRepository metrics = new TimescaleMetricRepository(database);

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  protected RunHoldings holdings() {
    return new TimescaleMetricHoldings(database, metrics);
  }

  @Override
  protected void store(RunId run, int entries) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    metrics.append(
        List.of(
            new MetricsReported(
                run,
                1,
                1,
                LongStream.range(0, entries)
                    .mapToObj(step ->
                        new MetricsReported.Point("loss", "loss", step, now.plusMillis(step), 0.5))
                    .toList())));
  }

  @Test
  void countsAllSeriesAndAttemptsWithTheirBytes() {
    RunId run = new RunId(UUID.randomUUID());
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    for (int attempt = 1; attempt <= 2; attempt++) {
      List<MetricsReported.Point> points =
          LongStream.range(0, 10_000)
              .mapToObj(step ->
                  new MetricsReported.Point(
                      "key " + step % 2, "other", step, now.plusMillis(step), step / 7.0))
              .toList();
      metrics.append(List.of(new MetricsReported(run, attempt, 1, points)));
    }
    RunHoldings.Holding holding = holdings().of(List.of(run)).getFirst();
    assertThat(holding.entries()).isEqualTo(20_000);
    assertThat(holding.bytes()).isNotNull().isGreaterThan(20_000L);
    assertThat(holding.changedAt()).isEqualTo(now.plusMillis(9_999));
  }
}
