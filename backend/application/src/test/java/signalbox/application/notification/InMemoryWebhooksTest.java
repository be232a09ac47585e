package signalbox.application.notification;

import signalbox.application.run.InMemoryRecords;
import signalbox.application.run.Records;

final class InMemoryWebhooksTest extends WebhooksContract {
  private final InMemoryWebhooks webhooks = new InMemoryWebhooks();

  @Override
  protected WebhookRepository webhooks() {
    return webhooks;
  }

  @Override
  protected DeliveryStore deliveries() {
    return webhooks;
  }

  @Override
  protected Records records() {
    return new InMemoryRecords();
  }
}
