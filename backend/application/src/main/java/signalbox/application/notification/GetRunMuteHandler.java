package signalbox.application.notification;

import signalbox.application.notification.NotificationRepository.Mute;
import signalbox.application.run.RunAccess;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Answers {@link GetRunMute}. */
public final class GetRunMuteHandler implements Handler<GetRunMute, Boolean> {
  private final RunAccess access;
  private final NotificationRepository notifications;

  public GetRunMuteHandler(RunAccess access, NotificationRepository notifications) {
    this.access = access;
    this.notifications = notifications;
  }

  @Override
  public Boolean handle(Principal caller, GetRunMute query) {
    access.require(caller, query.run(), Role.VIEWER);
    return notifications.muted(new Mute(caller.userId(), query.run()));
  }
}
