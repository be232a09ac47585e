package signalbox.infrastructure.postgres.dataset;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import signalbox.application.dataset.UploadRepositoryContract;
import signalbox.application.run.TestRuns;
import signalbox.domain.identity.User;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.Project;
import signalbox.domain.project.ProjectId;
import signalbox.infrastructure.postgres.identity.PostgresUserRepository;
import signalbox.infrastructure.postgres.project.PostgresProjectRepository;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;

class PostgresUploadRepositoryIT extends UploadRepositoryContract {
  private @Nullable PostgresDatabase database;

  @Override
  protected Scene open() {
    PostgresDatabase fresh = TestDatabases.fresh();
    database = fresh;
    UserId user = new UserId(TestRuns.IDS.next());
    new PostgresUserRepository(fresh)
        .insert(new User(user, user + "@example.org", "Ada", false, Instant.EPOCH), "hash");
    ProjectId project = new ProjectId(TestRuns.IDS.next());
    new PostgresProjectRepository(fresh).insert(new Project(project, "Alpha", "", Instant.EPOCH));
    return new Scene(new PostgresUploadRepository(fresh), project, user);
  }

  @AfterEach
  void close() {
    if (database != null) {
      database.close();
    }
  }
}
