package signalbox.application.event;

import java.util.List;
import java.util.stream.Collectors;
import signalbox.application.service.ServiceRepository;
import signalbox.application.service.ServiceViews;
import signalbox.application.shared.Transactions;
import signalbox.domain.service.ServiceInstance;

/** The instances of the ML services. */
final class SystemSource implements TopicSource {
  private final ServiceRepository services;
  private final ServiceViews views;
  private final Transactions transactions;

  SystemSource(ServiceRepository services, ServiceViews views, Transactions transactions) {
    this.services = services;
    this.views = views;
    this.transactions = transactions;
  }

  @Override
  public Snapshot snapshot() {
    return transactions.inSnapshot(() ->
        new Snapshot(
            RevisionCursor.format(services.revision()), new StreamState.AllServices(views.list())));
  }

  @Override
  public Batch readAfter(String cursor, int limit) {
    return transactions.inSnapshot(() -> {
      long after = RevisionCursor.parse(cursor, services.revision());
      ServiceRepository.Changes changes = services.changedAfter(after);
      if (changes.instances().isEmpty()) {
        return new Batch(List.of(), cursor);
      }
      return new Batch(
          views
              .of(
                  changes.instances().stream()
                      .map(ServiceInstance::instance)
                      .collect(Collectors.toSet()))
              .stream()
              .<StreamItem>map(StreamItem.ServiceChanged::new)
              .toList(),
          RevisionCursor.format(changes.revision()));
    });
  }
}
