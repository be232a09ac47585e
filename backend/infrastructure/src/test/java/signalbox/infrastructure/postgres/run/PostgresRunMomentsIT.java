package signalbox.infrastructure.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import signalbox.application.run.RunMoments;
import signalbox.application.run.RunMoments.Kind;
import signalbox.application.run.RunMoments.Moment;
import signalbox.application.run.RunMoments.Moments;
import signalbox.application.run.TestRuns;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;

final class PostgresRunMomentsIT {
  private static final Instant NOW = TestRuns.NOW;

  private final PostgresDatabase database = TestDatabases.fresh();
  private final RunMoments moments = new PostgresRunMoments(database);

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void theEarliestOfEachKindStays() {
    RunId run = new RunId(TestRuns.IDS.next());
    RunId other = new RunId(TestRuns.IDS.next());
    assertThat(moments.find(run)).isEmpty();
    moments.note(List.of());
    moments.note(
        List.of(
            new Moment(run, Kind.COMMITTED, NOW),
            new Moment(other, Kind.COMMITTED, NOW),
            new Moment(run, Kind.COMMITTED, NOW.plusSeconds(1))));
    moments.note(List.of(new Moment(run, Kind.PUSHED, NOW.plusSeconds(2))));
    moments.note(
        List.of(
            new Moment(run, Kind.COMMITTED, NOW.plusSeconds(3)),
            new Moment(run, Kind.PUSHED, NOW.plusSeconds(4))));
    assertThat(moments.find(run)).contains(new Moments(NOW, NOW.plusSeconds(2)));
    assertThat(moments.find(other)).contains(new Moments(NOW, null));
    // Another backend was earlier, and later in telling.
    moments.note(
        List.of(
            new Moment(other, Kind.COMMITTED, NOW.minusSeconds(1)),
            new Moment(run, Kind.PUSHED, NOW.plusSeconds(1))));
    assertThat(moments.find(run)).contains(new Moments(NOW, NOW.plusSeconds(1)));
    assertThat(moments.find(other)).contains(new Moments(NOW.minusSeconds(1), null));
  }
}
