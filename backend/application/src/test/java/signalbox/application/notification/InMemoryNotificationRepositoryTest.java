package signalbox.application.notification;

import signalbox.application.run.InMemoryRecords;
import signalbox.application.run.Records;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;

final class InMemoryNotificationRepositoryTest extends NotificationRepositoryContract {
  private final InMemoryNotificationRepository notifications = new InMemoryNotificationRepository();

  @Override
  protected NotificationRepository notifications() {
    return notifications;
  }

  @Override
  protected Records records() {
    return new InMemoryRecords();
  }

  @Override
  protected void store(Run run) {
    // Mutes refer to no store here.
  }

  @Override
  protected void member(ProjectId project, UserId user, Role role) {
    notifications.member(project, user, role);
  }
}
