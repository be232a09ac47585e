package signalbox.application.notification;

import java.util.List;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;

/** Answers {@link ListWebhooks}. */
public final class ListWebhooksHandler implements Handler<ListWebhooks, List<WebhookView>> {
  private final WebhookAccess access;
  private final WebhookRepository webhooks;

  public ListWebhooksHandler(WebhookAccess access, WebhookRepository webhooks) {
    this.access = access;
    this.webhooks = webhooks;
  }

  @Override
  public List<WebhookView> handle(Principal caller, ListWebhooks query) {
    access.require(caller, query.project());
    return webhooks.list(query.project());
  }
}
