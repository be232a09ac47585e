package signalbox.infrastructure.postgres.event;

import org.junit.jupiter.api.AfterEach;
import signalbox.application.event.DeadLetterRepository;
import signalbox.application.event.DeadLetterRepositoryContract;
import signalbox.domain.identity.UserId;
import signalbox.infrastructure.postgres.run.PostgresRecords;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;

final class PostgresDeadLetterRepositoryIT extends DeadLetterRepositoryContract {
  private final PostgresDatabase database = TestDatabases.fresh();

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  protected DeadLetterRepository letters() {
    return new PostgresDeadLetterRepository(database);
  }

  @Override
  protected UserId user() {
    return new PostgresRecords(database).user();
  }
}
