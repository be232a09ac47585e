package signalbox.application.notification;

import signalbox.application.identity.AccessPolicy;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.notification.Webhook;
import signalbox.domain.notification.WebhookId;
import signalbox.domain.project.ProjectId;

/** Opens webhooks to admins of their project: they carry its facts out of the house. */
public final class WebhookAccess {
  private final AccessPolicy access;
  private final WebhookRepository webhooks;

  public WebhookAccess(AccessPolicy access, WebhookRepository webhooks) {
    this.access = access;
    this.webhooks = webhooks;
  }

  /**
   * @throws SignalboxException {@code auth.forbidden}, or {@code project.not_found} to a stranger
   */
  void require(Principal caller, ProjectId project) {
    access.requireRole(caller, project, Role.ADMIN);
  }

  /**
   * @throws SignalboxException {@code webhook.not_found} besides
   */
  Webhook require(Principal caller, ProjectId project, WebhookId id) {
    require(caller, project);
    return webhooks
        .find(id)
        .filter(one -> one.project().equals(project))
        .orElseThrow(() -> gone(id));
  }

  WebhookView view(WebhookId id) {
    return webhooks.view(id).orElseThrow(() -> gone(id));
  }

  private static SignalboxException gone(WebhookId id) {
    return SignalboxException.of(ErrorCode.WEBHOOK_NOT_FOUND).safe("id", id);
  }
}
