package signalbox.application.notification;

import signalbox.application.notification.NotificationRepository.Mute;
import signalbox.application.run.RunAccess;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Carries out {@link PutRunMute}. */
public final class PutRunMuteHandler implements Handler<PutRunMute, Boolean> {
  private final RunAccess access;
  private final NotificationRepository notifications;

  public PutRunMuteHandler(RunAccess access, NotificationRepository notifications) {
    this.access = access;
    this.notifications = notifications;
  }

  @Override
  public Boolean handle(Principal caller, PutRunMute command) {
    access.require(caller, command.run(), Role.VIEWER);
    Mute mute = new Mute(caller.userId(), command.run());
    if (command.muted()) {
      notifications.mute(mute);
    } else {
      notifications.unmute(mute);
    }
    return command.muted();
  }
}
