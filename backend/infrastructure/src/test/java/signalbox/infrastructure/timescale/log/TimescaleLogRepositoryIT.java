package signalbox.infrastructure.timescale.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import signalbox.application.log.LogRepository;
import signalbox.application.log.LogRepository.AttemptLines;
import signalbox.application.log.LogRepositoryContract;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogLine;
import signalbox.domain.project.ProjectId;
import signalbox.infrastructure.postgres.shared.DatabaseOfClass;

class TimescaleLogRepositoryIT extends LogRepositoryContract {
  @RegisterExtension static final DatabaseOfClass DATABASE = DatabaseOfClass.onPostgres();

  @Override
  protected LogRepository logs() {
    return new TimescaleLogRepository(DATABASE.get());
  }

  @Test
  void countsWhatItWritesWithCopy() {
    TimescaleLogRepository logs = new TimescaleLogRepository(DATABASE.get());
    LogAttemptId attempt = new LogAttemptId(new LogId(UUID.randomUUID()), 1);
    List<LogLine> lines =
        List.of(
            new LogLine(1, 0, 6, LineStream.STDOUT, "", "", "first", null, 0),
            new LogLine(2, 0, 6, LineStream.STDOUT, "", "", "second", null, 0));
    List<AttemptLines> batch =
        List.of(new AttemptLines(attempt, new ProjectId(UUID.randomUUID()), lines));
    logs.append(batch);
    logs.append(batch);
    assertThat(logs.copies().batches()).as("the second brings nothing new").isEqualTo(1);
    assertThat(logs.copies().rows()).isEqualTo(2);
    assertThat(logs.copies().nanos()).isPositive();
  }
}
