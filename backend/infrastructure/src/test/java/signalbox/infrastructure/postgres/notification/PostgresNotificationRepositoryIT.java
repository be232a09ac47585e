package signalbox.infrastructure.postgres.notification;

import org.junit.jupiter.api.AfterEach;
import signalbox.application.notification.NotificationRepository;
import signalbox.application.notification.NotificationRepositoryContract;
import signalbox.application.run.Records;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.infrastructure.postgres.project.PostgresProjectRepository;
import signalbox.infrastructure.postgres.run.PostgresRecords;
import signalbox.infrastructure.postgres.run.PostgresRunRepository;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;

final class PostgresNotificationRepositoryIT extends NotificationRepositoryContract {
  private final PostgresDatabase database = TestDatabases.fresh();

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  protected NotificationRepository notifications() {
    return new PostgresNotificationRepository(database);
  }

  @Override
  protected Records records() {
    return new PostgresRecords(database);
  }

  @Override
  protected void store(Run run) {
    new PostgresRunRepository(database).insert(run);
  }

  @Override
  protected void member(ProjectId project, UserId user, Role role) {
    new PostgresProjectRepository(database).putMember(project, user, role);
  }
}
