package signalbox.application.service;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import signalbox.application.event.ChangeSignal;
import signalbox.application.event.StatusHandler;
import signalbox.application.event.Topic;
import signalbox.application.shared.Transactions;
import signalbox.domain.service.ServiceInstance;

/**
 * Keeps what orchestrators say of the ML services. The newest word of each of them on an instance
 * wins.
 */
public final class RecordServices implements StatusHandler<ServiceInstance> {
  private final ServiceRepository services;
  private final Transactions transactions;
  private final ChangeSignal signal;

  public RecordServices(
      ServiceRepository services, Transactions transactions, ChangeSignal signal) {
    this.services = services;
    this.transactions = transactions;
    this.signal = signal;
  }

  @Override
  public void handle(List<ServiceInstance> messages) {
    Map<List<String>, ServiceInstance> newest = new LinkedHashMap<>();
    for (ServiceInstance message : messages) {
      newest.merge(
          List.of(message.instance(), message.orchestrator()),
          message,
          (known, next) -> next.seenAt().isBefore(known.seenAt()) ? known : next);
    }
    transactions.inTransaction(() -> {
      newest.values().stream()
          .sorted(
              Comparator.comparing(ServiceInstance::service)
                  .thenComparing(ServiceInstance::instance)
                  .thenComparing(ServiceInstance::orchestrator))
          .forEach(services::put);
      transactions.afterCommit(() -> signal.changed(new Topic.SystemState()));
    });
  }
}
