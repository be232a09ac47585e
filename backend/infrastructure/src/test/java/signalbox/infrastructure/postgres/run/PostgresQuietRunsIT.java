package signalbox.infrastructure.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import signalbox.application.event.OutboxStore;
import signalbox.application.run.QuietRuns;
import signalbox.application.run.QuietRunsContract;
import signalbox.application.run.Records;
import signalbox.application.run.RunRepository;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.Transactions;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.infrastructure.postgres.event.PostgresOutboxStore;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;
import signalbox.infrastructure.postgres.shared.TestDatabases;

final class PostgresQuietRunsIT extends QuietRunsContract {
  private static final Instant NOW = TestRuns.NOW.plusSeconds(1000);

  private final PostgresDatabase database = TestDatabases.fresh();

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  protected QuietRuns quiet() {
    return new PostgresQuietRuns(database);
  }

  @Override
  protected RunRepository runs() {
    return new PostgresRunRepository(database);
  }

  @Override
  protected Records records() {
    return new PostgresRecords(database);
  }

  @Override
  protected Transactions transactions() {
    return new PostgresTransactions(database);
  }

  private Run stored() {
    ProjectId project = records().project();
    Run run = TestRuns.training(project, records().dataset(project), records().user(), "quiet");
    return transactions()
        .inTransaction(() -> {
          Run revised = run.revised(1, runs().nextProjectRevision(project));
          runs().insert(revised);
          return revised;
        });
  }

  @Test
  void whatAnotherBackendHoldsIsSkipped() throws InterruptedException {
    Run run = stored();
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    Thread other =
        Thread.ofPlatform()
            .start(() ->
                transactions()
                    .inTransaction(() -> {
                      assertThat(quiet().claim(run.id(), NOW, NOW, NOW)).isPresent();
                      held.countDown();
                      try {
                        asked.await();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    }));
    held.await();
    assertThat(transactions().inTransaction(() -> quiet().claim(run.id(), NOW, NOW, NOW)))
        .isEmpty();
    asked.countDown();
    other.join();
    assertThat(transactions().inTransaction(() -> quiet().claim(run.id(), NOW, NOW, NOW)))
        .isPresent();
  }

  @Test
  void aCommandThatIsStillInTheOutboxIsNotSentTwice() {
    Run run = stored();
    assertThat(quiet().find(NOW, NOW, NOW, 10)).containsExactly(run.id());
    transactions()
        .inTransaction(() ->
            new PostgresOutboxStore(database, transactions())
                .append(
                    new OutboxStore.Message(
                        "commands", run.id().toString(), Map.of(), new byte[] {1}, NOW)));
    assertThat(quiet().find(NOW, NOW, NOW, 10)).isEmpty();
  }
}
