package signalbox.presentation.rest.service;

import java.util.List;
import signalbox.application.service.ListAlgorithms;
import signalbox.application.service.OfferedAlgorithm;
import signalbox.application.shared.Handler;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Request;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;
import signalbox.presentation.view.AlgorithmJson;
import signalbox.presentation.view.PageJson;

/** What the ML services offer. */
public final class AlgorithmRoutes implements RouteGroup {
  private final Handler<ListAlgorithms, List<OfferedAlgorithm>> list;

  public AlgorithmRoutes(Handler<ListAlgorithms, List<OfferedAlgorithm>> list) {
    this.list = list;
  }

  @Override
  public void addTo(Router router) {
    router.get("/algorithms", Access.SIGNED_IN, this::list);
  }

  private void list(Request request) {
    request.json(
        200,
        PageJson.whole(list.handle(request.principal(), new ListAlgorithms()), AlgorithmJson::of));
  }
}
