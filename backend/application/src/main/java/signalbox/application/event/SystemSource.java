package signalbox.application.event;

import java.util.List;
import signalbox.application.service.ServiceRepository;
import signalbox.application.shared.Transactions;

/** The instances of the ML services. */
final class SystemSource implements TopicSource {
  private final ServiceRepository services;
  private final Transactions transactions;

  SystemSource(ServiceRepository services, Transactions transactions) {
    this.services = services;
    this.transactions = transactions;
  }

  @Override
  public Snapshot snapshot() {
    return transactions.inSnapshot(() ->
        new Snapshot(
            RevisionCursor.format(services.revision()),
            new StreamState.AllServices(services.list())));
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
          changes.instances().stream().<StreamItem>map(StreamItem.ServiceChanged::new).toList(),
          RevisionCursor.format(changes.revision()));
    });
  }
}
