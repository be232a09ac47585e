package signalbox.infrastructure.postgres.run;

import org.junit.jupiter.api.AfterAll;
import signalbox.application.run.Records;
import signalbox.application.run.RunTemplates;
import signalbox.application.run.RunTemplatesContract;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;

final class PostgresRunTemplatesIT extends RunTemplatesContract {
  private static final PostgresDatabase DATABASE = TestDatabases.fresh();

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Override
  protected RunTemplates templates() {
    return new PostgresRunTemplates(DATABASE);
  }

  @Override
  protected Records records() {
    return new PostgresRecords(DATABASE);
  }
}
