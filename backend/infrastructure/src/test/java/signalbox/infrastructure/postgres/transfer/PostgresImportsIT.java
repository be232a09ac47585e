package signalbox.infrastructure.postgres.transfer;

import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import signalbox.application.run.Records;
import signalbox.application.run.TestRuns;
import signalbox.application.transfer.ImportRepository;
import signalbox.application.transfer.ImportTraces;
import signalbox.application.transfer.ImportsContract;
import signalbox.domain.dataset.ResumableUpload;
import signalbox.domain.dataset.UploadId;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.infrastructure.postgres.dataset.PostgresUploadRepository;
import signalbox.infrastructure.postgres.run.PostgresRecords;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;

final class PostgresImportsIT extends ImportsContract {
  private final PostgresDatabase database = TestDatabases.fresh();
  private final Records records = new PostgresRecords(database);
  private final UserId user = records.user();

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  protected ImportRepository imports() {
    return new PostgresImportRepository(database);
  }

  @Override
  protected ImportTraces traces() {
    return new PostgresImportTraces(database);
  }

  @Override
  protected UserId user() {
    return user;
  }

  @Override
  protected UploadId upload() {
    UploadId id = new UploadId(TestRuns.IDS.next());
    Instant now = TestRuns.NOW;
    new PostgresUploadRepository(database)
        .insert(
            new ResumableUpload(
                id,
                null,
                user,
                "tariffs.signalbox.tar",
                "",
                1000,
                1000,
                null,
                null,
                null,
                now,
                now,
                now.plusSeconds(600)));
    return id;
  }

  @Override
  protected void remove(UploadId upload) {
    new PostgresUploadRepository(database).delete(upload);
  }

  @Override
  protected ProjectId project() {
    return records.project();
  }
}
