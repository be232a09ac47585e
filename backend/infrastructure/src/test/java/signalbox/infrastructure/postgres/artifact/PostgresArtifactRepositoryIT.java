package signalbox.infrastructure.postgres.artifact;

import org.junit.jupiter.api.AfterAll;
import signalbox.application.artifact.ArtifactRepository;
import signalbox.application.artifact.ArtifactRepositoryContract;
import signalbox.application.run.Records;
import signalbox.application.run.RunRepository;
import signalbox.application.shared.Transactions;
import signalbox.infrastructure.postgres.run.PostgresRecords;
import signalbox.infrastructure.postgres.run.PostgresRunRepository;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;
import signalbox.infrastructure.postgres.shared.TestDatabases;

final class PostgresArtifactRepositoryIT extends ArtifactRepositoryContract {
  private static final PostgresDatabase DATABASE = TestDatabases.fresh();

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Override
  protected ArtifactRepository artifacts() {
    return new PostgresArtifactRepository(DATABASE);
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
