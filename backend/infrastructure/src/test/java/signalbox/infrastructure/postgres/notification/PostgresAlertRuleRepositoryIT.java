package signalbox.infrastructure.postgres.notification;

import org.junit.jupiter.api.AfterAll;
import signalbox.application.notification.AlertRuleRepository;
import signalbox.application.notification.AlertRuleRepositoryContract;
import signalbox.application.run.Records;
import signalbox.domain.run.Run;
import signalbox.infrastructure.postgres.run.PostgresRecords;
import signalbox.infrastructure.postgres.run.PostgresRunRepository;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;

final class PostgresAlertRuleRepositoryIT extends AlertRuleRepositoryContract {
  private static final PostgresDatabase DATABASE = TestDatabases.fresh();

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Override
  protected AlertRuleRepository rules() {
    return new PostgresAlertRuleRepository(DATABASE);
  }

  @Override
  protected Records records() {
    return new PostgresRecords(DATABASE);
  }

  @Override
  protected void store(Run run) {
    new PostgresRunRepository(DATABASE).insert(run);
  }
}
