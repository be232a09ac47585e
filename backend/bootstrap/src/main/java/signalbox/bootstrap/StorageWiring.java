package signalbox.bootstrap;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.application.event.Notice;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.metric.MetricRepository;
import signalbox.application.service.PartHealth;
import signalbox.application.service.StatusesProbe;
import signalbox.application.shared.RemoveExpired;
import signalbox.application.storage.ChoreName;
import signalbox.application.storage.FindOrphansHandler;
import signalbox.application.storage.GetInventoryHandler;
import signalbox.application.storage.GetStorageHandler;
import signalbox.application.storage.Inventories;
import signalbox.application.storage.InventoryDefaults;
import signalbox.application.storage.InventoryObserver;
import signalbox.application.storage.InventoryRepository;
import signalbox.application.storage.ListInventoriesHandler;
import signalbox.application.storage.ListOrphansHandler;
import signalbox.application.storage.ListRetentionHandler;
import signalbox.application.storage.RecordedChore;
import signalbox.application.storage.RemoveOrphansHandler;
import signalbox.application.storage.StopInventoryHandler;
import signalbox.application.storage.WorkOnInventories;
import signalbox.bootstrap.observability.Observability;
import signalbox.domain.storage.Inventory;
import signalbox.domain.storage.InventoryKind;
import signalbox.domain.storage.Orphan;
import signalbox.infrastructure.postgres.run.PostgresRunNames;
import signalbox.infrastructure.postgres.storage.PostgresInventoryRepository;
import signalbox.infrastructure.postgres.storage.PostgresLedgerHoldings;
import signalbox.infrastructure.postgres.storage.PostgresNamedObjects;
import signalbox.infrastructure.postgres.storage.PostgresRetentionHistory;
import signalbox.infrastructure.postgres.storage.PostgresRunPresence;
import signalbox.infrastructure.postgres.storage.PostgresStorageSizes;
import signalbox.infrastructure.timescale.log.TimescaleLogRemoval;
import signalbox.infrastructure.timescale.storage.TimescaleLogHoldings;
import signalbox.infrastructure.timescale.storage.TimescaleMetricHoldings;
import signalbox.infrastructure.timescale.storage.TimescaleStorageSizes;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.storage.StorageRoutes;
import signalbox.presentation.timer.PeriodicTimer;

/** How much is stored, what of it nobody names, and the removal of that. */
final class StorageWiring implements Wiring {
  private static final Duration BETWEEN_REMOVALS = Duration.ofHours(1);

  private final StorageRoutes routes;
  private final List<Part> parts;
  private volatile @Nullable PeriodicTimer worker;

  StorageWiring(
      Platform platform,
      AccessPolicy access,
      MetricRepository metrics,
      StatusWiring statuses,
      NoticeWiring notices) {
    Observability observability = platform.observability();
    InventoryDefaults defaults = InventoryDefaults.STANDARD;
    InventoryRepository repository = new PostgresInventoryRepository(platform.metadata());
    InventoryObserver observer = new WatchedInventories(observability);
    Inventories inventories =
        new Inventories(
            repository,
            access,
            new PostgresRunNames(platform.metadata()),
            defaults,
            platform.clock());
    PeriodicTimer timer =
        new PeriodicTimer(
            "work-on-inventories",
            WorkOnInventories.BETWEEN,
            new WorkOnInventories(
                new WorkOnInventories.Ports(
                    repository,
                    platform.listing(),
                    platform.objects(),
                    new PostgresNamedObjects(platform.metadata()),
                    new PostgresRunPresence(platform.metadata()),
                    Map.of(
                        InventoryKind.LOGS,
                        new TimescaleLogHoldings(
                            platform.telemetry(), new TimescaleLogRemoval(platform.telemetry())),
                        InventoryKind.METRICS,
                        new TimescaleMetricHoldings(platform.telemetry(), metrics),
                        InventoryKind.LEDGERS,
                        new PostgresLedgerHoldings(platform.metadata())),
                    platform.transactions()),
                defaults,
                observer,
                this::wake,
                platform.ids().next(),
                platform.clock()));
    worker = timer;
    Runnable wakeAll = notices.looking(Notice.Work.INVENTORIES, timer::wake);
    routes =
        new StorageRoutes(
            new StorageRoutes.Handlers(
                observability.handler(
                    "GetStorage",
                    new GetStorageHandler(
                        access,
                        List.of(
                            new PostgresStorageSizes(platform.metadata()),
                            new TimescaleStorageSizes(platform.telemetry())),
                        platform.chores().repository(),
                        platform.clock())),
                observability.handler(
                    "ListRetention",
                    new ListRetentionHandler(
                        access, new PostgresRetentionHistory(platform.metadata()))),
                observability.handler(
                    "FindOrphans",
                    new FindOrphansHandler(
                        inventories,
                        repository,
                        platform.transactions(),
                        wakeAll,
                        platform.ids(),
                        platform.clock())),
                observability.handler(
                    "RemoveOrphans",
                    new RemoveOrphansHandler(
                        inventories,
                        repository,
                        platform.transactions(),
                        defaults,
                        () -> obstacle(statuses.probe()),
                        observer,
                        wakeAll,
                        platform.clock())),
                observability.handler(
                    "StopInventory",
                    new StopInventoryHandler(
                        inventories,
                        repository,
                        platform.transactions(),
                        observer,
                        platform.clock())),
                observability.handler(
                    "GetInventory", new GetInventoryHandler(inventories, platform.transactions())),
                observability.handler(
                    "ListInventories",
                    new ListInventoriesHandler(inventories, repository, platform.transactions())),
                observability.handler(
                    "ListOrphans",
                    new ListOrphansHandler(inventories, repository, platform.transactions()))));
    RemoveExpired old = new RemoveExpired(repository, defaults.kept(), platform.clock());
    parts =
        List.of(
            new TimerPart(timer),
            platform
                .chores()
                .shared(
                    ChoreName.OLD_INVENTORIES,
                    BETWEEN_REMOVALS,
                    RecordedChore.counting(old, old::removedRows)));
  }

  private void wake() {
    PeriodicTimer timer = worker;
    if (timer != null) {
      timer.wake();
    }
  }

  /** What was stored is named once its status has been read. */
  private static Optional<String> obstacle(StatusesProbe reader) {
    PartHealth health = reader.look();
    return health.state() == PartHealth.State.UP
        ? Optional.empty()
        : Optional.of(String.valueOf(health.detail()));
  }

  @Override
  public List<RouteGroup> routes() {
    return List.of(routes);
  }

  @Override
  public List<Part> parts() {
    return parts;
  }

  /** Writes to the log who removes what, and counts what is gone. */
  private static final class WatchedInventories implements InventoryObserver {
    private static final Logger LOG = LoggerFactory.getLogger(StorageWiring.class);

    private final Map<InventoryKind, LongAdder> removed = new EnumMap<>(InventoryKind.class);
    private final Map<InventoryKind, LongAdder> bytes = new EnumMap<>(InventoryKind.class);

    WatchedInventories(Observability observability) {
      for (InventoryKind kind : InventoryKind.values()) {
        if (kind.removable()) {
          String word = kind.name().toLowerCase(Locale.ROOT);
          LongAdder count = new LongAdder();
          LongAdder size = new LongAdder();
          removed.put(kind, count);
          bytes.put(kind, size);
          observability.counter(
              "signalbox.orphans.removed", "Orphans removed", count::sum, "kind", word);
          observability.counter(
              "signalbox.orphans.removed.bytes",
              "Their bytes, as far as they are known",
              size::sum,
              "kind",
              word);
        }
      }
    }

    @Override
    public void removalAsked(Inventory inventory) {
      Inventory.Removal removal = inventory.removal();
      LOG.info(
          "User {} asked for the removal of {} orphans ({} bytes) of inventory {}",
          removal == null ? "" : removal.requestedBy(),
          inventory.removable(),
          inventory.removableBytes(),
          inventory.id());
    }

    @Override
    public void removed(Orphan orphan) {
      LongAdder count = removed.get(orphan.kind());
      LongAdder size = bytes.get(orphan.kind());
      Long known = orphan.bytes();
      if (count != null) {
        count.increment();
      }
      if (size != null && known != null) {
        size.add(known);
      }
    }

    @Override
    public void ended(Inventory inventory) {
      Inventory.Removal removal = inventory.removal();
      LOG.info(
          "Inventory {} is {}: {} things seen, {} orphans on record, {} removed ({} bytes)",
          inventory.id(),
          inventory.state(),
          inventory.seen(),
          inventory.removable(),
          removal == null ? 0 : removal.removed(),
          removal == null ? 0 : removal.removedBytes());
    }
  }
}
