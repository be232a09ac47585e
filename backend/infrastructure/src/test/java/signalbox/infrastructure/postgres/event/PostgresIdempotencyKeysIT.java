package signalbox.infrastructure.postgres.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import signalbox.application.run.IdempotencyKeysContract;
import signalbox.application.run.Records;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.IdempotencyKeys;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.UserId;
import signalbox.infrastructure.postgres.run.PostgresRecords;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;
import signalbox.infrastructure.postgres.shared.TestDatabases;

final class PostgresIdempotencyKeysIT extends IdempotencyKeysContract {
  private static final PostgresDatabase DATABASE = TestDatabases.fresh();
  private static final byte[] PRINT = {7};

  private Instant now = TestRuns.NOW;

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Override
  protected IdempotencyKeys keys() {
    return new PostgresIdempotencyKeys(DATABASE, () -> now);
  }

  @Override
  protected Records records() {
    return new PostgresRecords(DATABASE);
  }

  @Override
  protected Transactions transactions() {
    return new PostgresTransactions(DATABASE);
  }

  @Test
  void forgetsAfterADay() {
    UserId user = records().user();
    UUID first = TestRuns.IDS.next();
    transactions().inTransaction(() -> keys().claim(user, "op", "k", PRINT, first));
    now = now.plus(IdempotencyKeys.KEPT).plusSeconds(1);
    assertThat(keys().find(user, "op", "k", new byte[] {8})).isEmpty();
    UUID second = TestRuns.IDS.next();
    transactions()
        .inTransaction(
            () -> assertThat(keys().claim(user, "op", "k", new byte[] {8}, second)).isEmpty());
    assertThat(keys().find(user, "op", "k", new byte[] {8})).contains(second);
  }

  @Test
  void ofManyAtOnceOneWinsAndAllAgree() throws InterruptedException {
    UserId user = records().user();
    CountDownLatch go = new CountDownLatch(1);
    List<UUID> resources = new CopyOnWriteArrayList<>();
    List<Thread> threads =
        java.util.stream.IntStream.range(0, 6)
            .mapToObj(_ ->
                Thread.ofPlatform()
                    .start(() -> {
                      try {
                        go.await();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                      UUID mine = TestRuns.IDS.next();
                      Optional<UUID> other =
                          transactions()
                              .inTransaction(() -> keys().claim(user, "op", "k", PRINT, mine));
                      resources.add(other.orElse(mine));
                    }))
            .toList();
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(resources).hasSize(6).containsOnly(resources.getFirst());
  }
}
