package signalbox.infrastructure.postgres.study;

import org.junit.jupiter.api.AfterAll;
import signalbox.application.run.Records;
import signalbox.application.run.RunRepository;
import signalbox.application.shared.Transactions;
import signalbox.application.study.StudyEventRepository;
import signalbox.application.study.StudyEventRepositoryContract;
import signalbox.application.study.StudyRepository;
import signalbox.infrastructure.postgres.run.PostgresRecords;
import signalbox.infrastructure.postgres.run.PostgresRunRepository;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;
import signalbox.infrastructure.postgres.shared.TestDatabases;

final class PostgresStudyEventRepositoryIT extends StudyEventRepositoryContract {
  private static final PostgresDatabase DATABASE = TestDatabases.fresh();

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Override
  protected RunRepository runs() {
    return new PostgresRunRepository(DATABASE);
  }

  @Override
  protected StudyRepository studies() {
    return new PostgresStudyRepository(DATABASE);
  }

  @Override
  protected StudyEventRepository events() {
    return new PostgresStudyEventRepository(DATABASE);
  }

  @Override
  protected Records records() {
    return new PostgresRecords(DATABASE);
  }

  @Override
  protected Transactions transactions() {
    return new PostgresTransactions(DATABASE);
  }
}
