package signalbox.infrastructure.timescale.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import signalbox.application.event.MetricsReported;
import signalbox.application.log.LogLedger;
import signalbox.application.log.LogRepository;
import signalbox.application.run.TestRuns;
import signalbox.domain.log.LineRanges;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogAttempt;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogLine;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;
import signalbox.infrastructure.timescale.log.TimescaleLogRepository;
import signalbox.infrastructure.timescale.metric.TimescaleMetricRepository;

final class TimescaleTelemetryCountsIT {
  private static final PostgresDatabase DATABASE = TestDatabases.fresh();

  private final TimescaleTelemetryCounts counts = new TimescaleTelemetryCounts(DATABASE);
  private final RunId run = new RunId(TestRuns.IDS.next());
  private final RunId other = new RunId(TestRuns.IDS.next());

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void countsThePointsOfAllAttempts() {
    MetricsReported.Point point =
        new MetricsReported.Point("loss", "loss", 1, TestRuns.NOW, Double.NaN);
    new TimescaleMetricRepository(DATABASE)
        .append(
            List.of(
                new MetricsReported(run, 1, 1, List.of(point, point)),
                new MetricsReported(run, 2, 1, List.of(point)),
                new MetricsReported(other, 1, 1, List.of(point))));

    assertThat(counts.points(List.of())).isZero();
    assertThat(counts.points(List.of(run))).isEqualTo(3);
    assertThat(counts.points(List.of(run, other))).isEqualTo(4);
  }

  @Test
  void countsTheLinesThatAreThere() {
    ProjectId project = new ProjectId(TestRuns.IDS.next());
    TimescaleLogRepository logs = new TimescaleLogRepository(DATABASE);
    LogAttemptId first = new LogAttemptId(LogId.of(run), 1);
    LogAttemptId second = new LogAttemptId(LogId.of(run), 2);
    logs.append(
        List.of(
            new LogRepository.AttemptLines(first, project, List.of(line(2), line(3))),
            new LogRepository.AttemptLines(second, project, List.of(line(1)))));
    LogAttempt ledger = logs.find(first).orElseThrow();
    logs.restore(
        new LogLedger(
            new LogAttempt(
                first,
                null,
                3,
                3,
                LineRanges.EMPTY,
                LineRanges.EMPTY,
                null,
                null,
                ledger.seal(),
                null,
                null,
                ledger.levels(),
                null,
                null,
                null),
            LineRanges.of(1, 1)),
        project);

    assertThat(counts.lines(project)).as("without the one that is removed").isEqualTo(3);
    assertThat(counts.lines(new ProjectId(TestRuns.IDS.next()))).isZero();
  }

  private static LogLine line(long seq) {
    return new LogLine(seq, 0, 6, LineStream.LOG, "", "", "a line", null, 0);
  }
}
