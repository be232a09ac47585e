package signalbox.infrastructure.postgres.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import signalbox.application.storage.ChoreName;
import signalbox.application.storage.ChoreRepository;
import signalbox.application.storage.ChoreRepositoryContract;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;

final class PostgresChoreRepositoryIT extends ChoreRepositoryContract {
  private static final int BACKENDS = 8;

  private final PostgresDatabase database = TestDatabases.fresh();
  private final ChoreRepository chores = new PostgresChoreRepository(database);

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  protected ChoreRepository chores() {
    return chores;
  }

  @Test
  void ofManyBackendsAtOnceOneHasIt() throws Exception {
    Instant now = Instant.parse("2026-03-01T12:00:00Z");
    Callable<Boolean> begin = () -> chores.begin(ChoreName.DELETED_RUNS, now, now.plusSeconds(600));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Boolean> answers = new ArrayList<>();
      for (Future<Boolean> answer : threads.invokeAll(Collections.nCopies(BACKENDS, begin))) {
        answers.add(answer.get());
      }
      assertThat(answers).containsOnlyOnce(true).hasSize(BACKENDS);
    }
  }
}
