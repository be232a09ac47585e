package signalbox.application.storage;

import java.time.InstantSource;
import java.util.List;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;

/** Answers {@link GetStorage}. */
public final class GetStorageHandler implements Handler<GetStorage, StorageView> {
  private final AccessPolicy access;
  private final List<StorageSizes> stores;
  private final ChoreRepository chores;
  private final InstantSource clock;

  public GetStorageHandler(
      AccessPolicy access, List<StorageSizes> stores, ChoreRepository chores, InstantSource clock) {
    this.access = access;
    this.stores = List.copyOf(stores);
    this.chores = chores;
    this.clock = clock;
  }

  @Override
  public StorageView handle(Principal caller, GetStorage query) {
    access.requireAdministrator(caller);
    return new StorageView(
        clock.instant(),
        stores.stream().flatMap(store -> store.sizes().stream()).toList(),
        chores.list());
  }
}
