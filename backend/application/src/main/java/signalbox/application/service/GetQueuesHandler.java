package signalbox.application.service;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;
import signalbox.domain.run.WaitReason;

/**
 * Answers {@link GetQueues}. A run without a service waits for the one that offers its algorithm.
 */
public final class GetQueuesHandler implements Handler<GetQueues, Queues> {
  private static final String SOON = "starting_soon";

  private final QueueCounts counts;
  private final ServiceViews services;
  private final ServiceCatalogue catalogue;
  private final Transactions transactions;

  public GetQueuesHandler(
      QueueCounts counts,
      ServiceViews services,
      ServiceCatalogue catalogue,
      Transactions transactions) {
    this.counts = counts;
    this.services = services;
    this.catalogue = catalogue;
    this.transactions = transactions;
  }

  @Override
  public Queues handle(Principal caller, GetQueues query) {
    return transactions.inSnapshot(() ->
        new Queues(services(), counts.projects(caller.administrator() ? null : caller.userId())));
  }

  private List<Queues.ServiceQueue> services() {
    Map<String, Tally> tallies = new TreeMap<>();
    for (ServiceView view : services.list()) {
      Tally tally = tallies.computeIfAbsent(view.worst().service(), Tally::new);
      if (view.up()) {
        tally.slots += view.worst().slots();
        tally.slotsInUse += view.worst().slotsInUse();
      }
    }
    Map<String, String> offered = new HashMap<>();
    catalogue
        .list()
        .forEach(entry -> offered.putIfAbsent(entry.algorithm().name(), entry.service()));
    Tally unknown = new Tally("");
    for (QueueCounts.Group group : counts.groups()) {
      String service = group.service();
      if (service == null && group.algorithm() != null) {
        service = offered.get(group.algorithm());
      }
      (service == null ? unknown : tallies.computeIfAbsent(service, Tally::new)).add(group);
    }
    List<Queues.ServiceQueue> queues = new ArrayList<>();
    tallies.values().forEach(tally -> queues.add(tally.queue(tally.service)));
    if (unknown.queued + unknown.running > 0) {
      queues.add(unknown.queue(null));
    }
    return queues;
  }

  /** Runs of one service on their way through the groups. */
  private static final class Tally {
    private final String service;
    private final Map<String, Long> waiting = new TreeMap<>();
    private long queued;
    private long running;
    private int slots;
    private int slotsInUse;
    private @Nullable Instant oldest;

    Tally(String service) {
      this.service = service;
    }

    void add(QueueCounts.Group group) {
      switch (group.status()) {
        case CREATED, QUEUED, RETRYING -> {
          queued += group.runs();
          WaitReason.Kind reason = group.reason();
          waiting.merge(
              reason == null ? SOON : reason.name().toLowerCase(Locale.ROOT),
              group.runs(),
              Long::sum);
          if (oldest == null || group.oldest().isBefore(oldest)) {
            oldest = group.oldest();
          }
        }
        case STARTING, RUNNING, LOST_CONTACT, CANCELLING -> running += group.runs();
        case SUCCEEDED, FAILED, CANCELLED, TIMED_OUT -> {}
      }
    }

    Queues.ServiceQueue queue(@Nullable String name) {
      return new Queues.ServiceQueue(name, queued, running, slots, slotsInUse, waiting, oldest);
    }
  }
}
