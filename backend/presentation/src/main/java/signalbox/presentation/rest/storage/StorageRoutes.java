package signalbox.presentation.rest.storage;

import java.io.IOException;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.application.storage.FindOrphans;
import signalbox.application.storage.GetInventory;
import signalbox.application.storage.GetStorage;
import signalbox.application.storage.InventoryView;
import signalbox.application.storage.ListInventories;
import signalbox.application.storage.ListOrphans;
import signalbox.application.storage.ListRetention;
import signalbox.application.storage.RemoveOrphans;
import signalbox.application.storage.RetentionHistory;
import signalbox.application.storage.StopInventory;
import signalbox.application.storage.StorageView;
import signalbox.domain.storage.InventoryId;
import signalbox.domain.storage.InventoryKind;
import signalbox.domain.storage.Orphan;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Request;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;
import signalbox.presentation.view.PageJson;
import signalbox.presentation.view.Words;

/** What is stored, for administrators: {@code /system/storage} and {@code /system/inventories}. */
public final class StorageRoutes implements RouteGroup {
  private static final String STORAGE = "/system/storage";
  private static final String ALL = "/system/inventories";
  private static final String ONE = ALL + "/{inventoryId}";

  private final Handlers handlers;

  /** The use cases behind the routes. */
  public record Handlers(
      Handler<GetStorage, StorageView> getStorage,
      Handler<ListRetention, Page<RetentionHistory.ProjectRetention>> listRetention,
      Handler<FindOrphans, InventoryView> find,
      Handler<RemoveOrphans, InventoryView> remove,
      Handler<StopInventory, InventoryView> stop,
      Handler<GetInventory, InventoryView> get,
      Handler<ListInventories, Page<InventoryView>> list,
      Handler<ListOrphans, Page<Orphan>> orphans) {}

  public StorageRoutes(Handlers handlers) {
    this.handlers = handlers;
  }

  @Override
  public void addTo(Router router) {
    router
        .get(STORAGE, Access.SIGNED_IN, this::storage)
        .get(STORAGE + "/retention", Access.SIGNED_IN, this::retention)
        .get(ALL, Access.SIGNED_IN, this::list)
        .post(ALL, Access.SIGNED_IN, this::find)
        .get(ONE, Access.SIGNED_IN, this::get)
        .get(ONE + "/orphans", Access.SIGNED_IN, this::orphans)
        .post(ONE + "/removal", Access.SIGNED_IN, this::remove)
        .post(ONE + "/stop", Access.SIGNED_IN, this::stop);
  }

  private void storage(Request request) {
    request.json(
        200, StorageBody.of(handlers.getStorage().handle(request.principal(), new GetStorage())));
  }

  private void retention(Request request) {
    request.json(
        200,
        PageJson.of(
            handlers
                .listRetention()
                .handle(request.principal(), new ListRetention(request.pageRequest())),
            RetentionBody::of));
  }

  private void list(Request request) {
    request.json(
        200,
        PageJson.of(
            handlers.list().handle(request.principal(), new ListInventories(request.pageRequest())),
            InventoryBody::of));
  }

  private void find(Request request) {
    request.json(
        202, InventoryBody.of(handlers.find().handle(request.principal(), new FindOrphans())));
  }

  private void get(Request request) {
    request.json(
        200,
        InventoryBody.of(
            handlers.get().handle(request.principal(), new GetInventory(id(request)))));
  }

  private void orphans(Request request) {
    InventoryKind kind =
        Words.parseOptional(InventoryKind.class, "kind", request.query("kind").orElse(null));
    request.json(
        200,
        PageJson.of(
            handlers
                .orphans()
                .handle(
                    request.principal(), new ListOrphans(id(request), kind, request.pageRequest())),
            OrphanBody::of));
  }

  private void remove(Request request) throws IOException {
    RemoveOrphansBody body = request.body(RemoveOrphansBody.class);
    request.json(
        202,
        InventoryBody.of(
            handlers
                .remove()
                .handle(
                    request.principal(),
                    new RemoveOrphans(
                        id(request), body.orphans(), Boolean.TRUE.equals(body.evenIfMost())))));
  }

  private void stop(Request request) {
    request.json(
        200,
        InventoryBody.of(
            handlers.stop().handle(request.principal(), new StopInventory(id(request)))));
  }

  private static InventoryId id(Request request) {
    return new InventoryId(request.pathUuid("inventoryId"));
  }
}
