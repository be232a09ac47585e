package signalbox.presentation.rest.notification;

import java.io.IOException;
import signalbox.application.notification.GetRunMute;
import signalbox.application.notification.Inbox;
import signalbox.application.notification.ListNotifications;
import signalbox.application.notification.PutRunMute;
import signalbox.application.notification.ReadNotifications;
import signalbox.application.shared.Handler;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.RunId;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Request;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;
import signalbox.presentation.rest.notification.NotificationBodies.NotificationListBody;
import signalbox.presentation.rest.notification.NotificationBodies.ReadNotificationsBody;
import signalbox.presentation.rest.notification.NotificationBodies.RunMuteBody;
import signalbox.presentation.rest.notification.NotificationBodies.UnreadCountBody;

/** The inbox of whoever asks, and which runs it is mute for. */
public final class NotificationRoutes implements RouteGroup {
  private static final String INBOX = "/me/notifications";
  private static final String MUTE = "/runs/{runId}/mute";

  private final Handlers handlers;

  /** The use cases behind the routes. */
  public record Handlers(
      Handler<ListNotifications, Inbox> list,
      Handler<ReadNotifications, Long> read,
      Handler<GetRunMute, Boolean> getMute,
      Handler<PutRunMute, Boolean> putMute) {}

  public NotificationRoutes(Handlers handlers) {
    this.handlers = handlers;
  }

  @Override
  public void addTo(Router router) {
    router
        .get(INBOX, Access.SIGNED_IN, this::list)
        .post(INBOX + "/read", Access.SIGNED_IN, this::read)
        .get(MUTE, Access.SIGNED_IN, this::getMute)
        .put(MUTE, Access.SIGNED_IN, this::putMute);
  }

  private void list(Request request) {
    request.json(
        200,
        NotificationListBody.of(
            handlers
                .list()
                .handle(
                    request.principal(),
                    new ListNotifications(unreadOnly(request), request.pageRequest()))));
  }

  private static boolean unreadOnly(Request request) {
    String word = request.query("unread").orElse("false");
    if (!word.equals("true") && !word.equals("false")) {
      throw SignalboxException.invalid("unread", "must be true or false");
    }
    return word.equals("true");
  }

  private void read(Request request) throws IOException {
    long unread =
        handlers
            .read()
            .handle(request.principal(), request.body(ReadNotificationsBody.class).command());
    request.json(200, new UnreadCountBody(unread));
  }

  private void getMute(Request request) {
    request.json(
        200,
        new RunMuteBody(
            handlers.getMute().handle(request.principal(), new GetRunMute(run(request)))));
  }

  private void putMute(Request request) throws IOException {
    boolean muted = request.body(RunMuteBody.class).muted();
    request.json(
        200,
        new RunMuteBody(
            handlers.putMute().handle(request.principal(), new PutRunMute(run(request), muted))));
  }

  private static RunId run(Request request) {
    return new RunId(request.pathUuid("runId"));
  }
}
