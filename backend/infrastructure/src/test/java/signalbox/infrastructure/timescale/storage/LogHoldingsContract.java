package signalbox.infrastructure.timescale.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import signalbox.application.log.LogRepository.AttemptLines;
import signalbox.application.storage.RunHoldings;
import signalbox.application.storage.RunHoldingsContract;
import signalbox.application.storage.StorageSizes;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogLine;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.timescale.log.TimescaleLogRemoval;
import signalbox.infrastructure.timescale.log.TimescaleLogRepository;

/** Logs of runs, on an empty database of either edition. */
abstract class LogHoldingsContract extends RunHoldingsContract {
  abstract PostgresDatabase database();

  @Override
  protected RunHoldings holdings() {
    return new TimescaleLogHoldings(database(), new TimescaleLogRemoval(database()));
  }

  @Override
  protected void store(RunId run, int entries) {
    append(new LogAttemptId(LogId.of(run), 1), new ProjectId(UUID.randomUUID()), entries);
  }

  private void append(LogAttemptId attempt, @Nullable ProjectId project, int entries) {
    List<LogLine> lines =
        LongStream.rangeClosed(1, entries)
            .mapToObj(seq -> new LogLine(seq, 0, 6, LineStream.LOG, "", "", "line", null, 0))
            .toList();
    new TimescaleLogRepository(database())
        .append(List.of(new AttemptLines(attempt, project, lines)));
  }

  @Test
  void senderWithoutARunIsNobodysOrphan() {
    TimescaleLogRepository logs = new TimescaleLogRepository(database());
    LogId source = logs.source(new LogId(UUID.randomUUID()), "host", "192.0.2.1");
    append(new LogAttemptId(source, 0), null, 3);
    assertThat(holdings().runs(null, 10)).isEmpty();
    assertThat(holdings().of(List.of(source.run()))).isEmpty();
    assertThat(holdings().count()).isZero();
  }

  @Test
  void tellsHowMuchThereIs() {
    TimescaleStorageSizes sizes = new TimescaleStorageSizes(database());
    long before = sizes.sizes().getFirst().bytes();
    store(new RunId(UUID.randomUUID()), 2000);
    StorageSizes.Size lines = sizes.sizes().getFirst();
    assertThat(lines.kind()).isEqualTo(StorageSizes.Kind.LOG_LINES);
    assertThat(lines.things()).isEqualTo(2000);
    assertThat(lines.bytes()).isGreaterThan(before + 10_000);
    StorageSizes.Size points = sizes.sizes().getLast();
    assertThat(points.kind()).isEqualTo(StorageSizes.Kind.METRIC_POINTS);
    assertThat(points.things()).isZero();
    assertThat(points.bytes()).isPositive();
  }
}
