package signalbox.infrastructure.postgres.run;

import org.junit.jupiter.api.AfterAll;
import signalbox.application.run.Records;
import signalbox.application.run.RunRepository;
import signalbox.application.run.SimilarFailures;
import signalbox.application.run.SimilarFailuresContract;
import signalbox.application.shared.Transactions;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;
import signalbox.infrastructure.postgres.shared.TestDatabases;

final class PostgresSimilarFailuresIT extends SimilarFailuresContract {
  private static final PostgresDatabase DATABASE = TestDatabases.fresh();

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Override
  protected SimilarFailures failures() {
    return new PostgresSimilarFailures(DATABASE);
  }

  @Override
  protected RunRepository runs() {
    return new PostgresRunRepository(DATABASE);
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
