package signalbox.infrastructure.postgres.notification;

import org.junit.jupiter.api.AfterEach;
import signalbox.application.notification.DeliveryStore;
import signalbox.application.notification.WebhookRepository;
import signalbox.application.notification.WebhooksContract;
import signalbox.application.run.Records;
import signalbox.infrastructure.postgres.run.PostgresRecords;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;

final class PostgresWebhooksIT extends WebhooksContract {
  private final PostgresDatabase database = TestDatabases.fresh();

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  protected WebhookRepository webhooks() {
    return new PostgresWebhookRepository(database);
  }

  @Override
  protected DeliveryStore deliveries() {
    return new PostgresDeliveryStore(database);
  }

  @Override
  protected Records records() {
    return new PostgresRecords(database);
  }
}
