package signalbox.infrastructure.timescale.log;

import org.junit.jupiter.api.extension.RegisterExtension;
import signalbox.infrastructure.postgres.shared.DatabaseOfClass;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

class TimescaleLogReaderIT extends LogReadingContract {
  @RegisterExtension static final DatabaseOfClass DATABASE = DatabaseOfClass.onPostgres();

  @Override
  PostgresDatabase database() {
    return DATABASE.get();
  }
}
