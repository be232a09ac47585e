package signalbox.infrastructure.postgres.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import signalbox.application.service.ServiceRepository;
import signalbox.application.service.ServiceRepositoryContract;
import signalbox.application.service.TestServices;
import signalbox.application.shared.Transactions;
import signalbox.domain.service.Algorithm;
import signalbox.domain.service.ServiceInstance;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;
import signalbox.infrastructure.postgres.shared.TestDatabases;

final class PostgresServiceRepositoryIT extends ServiceRepositoryContract {
  private final PostgresDatabase database = TestDatabases.fresh();

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  protected ServiceRepository services() {
    return new PostgresServiceRepository(database);
  }

  @Override
  protected Transactions transactions() {
    return new PostgresTransactions(database);
  }

  /** Of what changes with each word nothing is kept. */
  @Test
  void readsWhatIsOfferedOnceWhileItIsSaidInTheSameWords() {
    Instant noon = Instant.parse("2026-01-01T12:00:00Z");
    ServiceRepository services = services();
    put(services, TestServices.tabular("a:1", true, noon));
    List<Algorithm> offered = services.list().getFirst().algorithms();
    ServiceInstance again = TestServices.said("", "a:1", "half-open", noon.plusSeconds(5));
    put(services, again);
    assertThat(services.list()).containsExactly(again);
    assertThat(services.list().getFirst().algorithms()).isSameAs(offered);
    put(services, TestServices.solving("a:1", noon.plusSeconds(10)));
    assertThat(services.list().getFirst().algorithms()).isNotEqualTo(offered);
  }

  private void put(ServiceRepository services, ServiceInstance instance) {
    transactions().inTransaction(() -> services.put(instance));
  }
}
