package signalbox.infrastructure.timescale.log;

import org.junit.jupiter.api.extension.RegisterExtension;
import signalbox.application.log.LogRepository;
import signalbox.application.log.LogRepositoryContract;
import signalbox.infrastructure.postgres.shared.DatabaseOfClass;

class TimescaleLogRepositoryOnTimescaleDbIT extends LogRepositoryContract {
  @RegisterExtension static final DatabaseOfClass DATABASE = DatabaseOfClass.onTimescaleDb();

  @Override
  protected LogRepository logs() {
    return new TimescaleLogRepository(DATABASE.get());
  }
}
