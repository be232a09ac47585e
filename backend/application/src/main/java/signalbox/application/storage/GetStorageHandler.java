package signalbox.application.storage;

import java.time.InstantSource;
import java.util.List;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;

/** Answers {@link GetStorage}. */
public final class GetStorageHandler implements Handler<GetStorage, StorageView> {
  private final AccessPolicy access;
  private final MeasuredSizes sizes;
  private final ChoreRepository chores;

  public GetStorageHandler(
      AccessPolicy access, List<StorageSizes> stores, ChoreRepository chores, InstantSource clock) {
    this.access = access;
    this.sizes = new MeasuredSizes(stores, clock);
    this.chores = chores;
  }

  @Override
  public StorageView handle(Principal caller, GetStorage query) {
    access.requireAdministrator(caller);
    MeasuredSizes.Measure measure = sizes.get();
    return new StorageView(measure.at(), measure.sizes(), chores.list());
  }
}
