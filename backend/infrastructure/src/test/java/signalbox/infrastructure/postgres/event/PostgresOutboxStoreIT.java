package signalbox.infrastructure.postgres.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import signalbox.application.event.OutboxStore;
import signalbox.application.event.OutboxStoreContract;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.Transactions;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;
import signalbox.infrastructure.postgres.shared.TestDatabases;

final class PostgresOutboxStoreIT extends OutboxStoreContract {
  private final PostgresDatabase database = TestDatabases.fresh();

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  protected OutboxStore outbox() {
    return new PostgresOutboxStore(database, transactions());
  }

  @Override
  protected Transactions transactions() {
    return new PostgresTransactions(database);
  }

  @Test
  void whoComesSecondGetsNothingWhileSomebodyDrains() throws InterruptedException {
    OutboxStore outbox = outbox();
    transactions()
        .inTransaction(() ->
            outbox.append(
                new OutboxStore.Message("commands", "a", Map.of(), new byte[] {1}, TestRuns.NOW)));
    CountDownLatch draining = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    AtomicReference<OutboxStore.Drained> first = new AtomicReference<>();
    Thread other =
        Thread.ofPlatform()
            .start(() ->
                first.set(
                    outbox.drain(
                        10,
                        batch -> {
                          draining.countDown();
                          try {
                            asked.await();
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                          return batch.stream()
                              .collect(
                                  Collectors.toMap(
                                      OutboxStore.Numbered::number,
                                      _ -> new OutboxStore.Place(0, 1, TestRuns.NOW)));
                        })));
    draining.await();
    assertThat(outbox.drain(10, batch -> Map.of())).isEqualTo(OutboxStore.Drained.ELSEWHERE);
    asked.countDown();
    other.join();
    assertThat(first.get()).isEqualTo(new OutboxStore.Drained(1, 1));
  }

  @Test
  void aMessageOfATransactionThatFailsIsNeverThere() {
    OutboxStore outbox = outbox();
    try {
      transactions()
          .inTransaction(() -> {
            outbox.append(
                new OutboxStore.Message("commands", "a", Map.of(), new byte[] {1}, TestRuns.NOW));
            throw new IllegalStateException("rolled back");
          });
    } catch (IllegalStateException expected) {
      assertThat(expected).hasMessage("rolled back");
    }
    assertThat(outbox.backlog().messages()).isZero();
  }
}
