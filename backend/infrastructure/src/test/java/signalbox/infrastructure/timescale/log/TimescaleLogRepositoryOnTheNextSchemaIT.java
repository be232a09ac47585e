package signalbox.infrastructure.timescale.log;

import org.junit.jupiter.api.extension.RegisterExtension;
import signalbox.application.log.LogRepository;
import signalbox.application.log.LogRepositoryContract;
import signalbox.infrastructure.postgres.shared.DatabaseOfClass;

class TimescaleLogRepositoryOnTheNextSchemaIT extends LogRepositoryContract {
  @RegisterExtension static final DatabaseOfClass DATABASE = DatabaseOfClass.onTheNextSchema();

  @Override
  protected LogRepository logs() {
    return new TimescaleLogRepository(DATABASE.get());
  }
}
