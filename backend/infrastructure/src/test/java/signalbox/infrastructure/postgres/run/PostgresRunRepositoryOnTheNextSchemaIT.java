package signalbox.infrastructure.postgres.run;

import org.junit.jupiter.api.extension.RegisterExtension;
import signalbox.application.run.Records;
import signalbox.application.run.RunRepository;
import signalbox.application.run.RunRepositoryContract;
import signalbox.application.shared.Transactions;
import signalbox.infrastructure.postgres.shared.DatabaseOfClass;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;

final class PostgresRunRepositoryOnTheNextSchemaIT extends RunRepositoryContract {
  @RegisterExtension static final DatabaseOfClass DATABASE = DatabaseOfClass.onTheNextSchema();

  @Override
  protected RunRepository runs() {
    return new PostgresRunRepository(DATABASE.get());
  }

  @Override
  protected Records records() {
    return new PostgresRecords(DATABASE.get());
  }

  @Override
  protected Transactions transactions() {
    return new PostgresTransactions(DATABASE.get());
  }
}
