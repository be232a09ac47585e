package signalbox.presentation.rest.link;

import java.io.IOException;
import signalbox.application.link.CreateLink;
import signalbox.application.link.FindLink;
import signalbox.application.link.ShortLink;
import signalbox.application.shared.Handler;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Request;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;

/** Making and following short links. */
public final class LinkRoutes implements RouteGroup {
  private final Handler<CreateLink, ShortLink> create;
  private final Handler<FindLink, ShortLink> find;

  public LinkRoutes(Handler<CreateLink, ShortLink> create, Handler<FindLink, ShortLink> find) {
    this.create = create;
    this.find = find;
  }

  @Override
  public void addTo(Router router) {
    router
        .post("/links", Access.SIGNED_IN, this::create)
        .get("/links/{linkId}", Access.SIGNED_IN, this::find);
  }

  /** A path to make short. */
  record LinkBody(String path) {}

  private void create(Request request) throws IOException {
    LinkBody body = request.body(LinkBody.class);
    request.json(201, create.handle(request.principal(), new CreateLink(body.path())));
  }

  private void find(Request request) {
    request.json(200, find.handle(request.principal(), new FindLink(request.path("linkId"))));
  }
}
