package signalbox.presentation.rest.event;

import java.util.UUID;
import signalbox.application.event.DeadLetter;
import signalbox.application.event.DeadLetterView;
import signalbox.application.event.GetDeadLetter;
import signalbox.application.event.ListDeadLetters;
import signalbox.application.event.SettleDeadLetter;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Request;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;
import signalbox.presentation.view.PageJson;
import signalbox.presentation.view.Words;

/** Dead letters: reading, replaying, discarding. */
public final class DeadLetterRoutes implements RouteGroup {
  private static final String ALL = "/system/dead-letters";
  private static final String ONE = ALL + "/{deadLetterId}";

  private final Handler<ListDeadLetters, Page<DeadLetterView>> list;
  private final Handler<GetDeadLetter, DeadLetterView> get;
  private final Handler<SettleDeadLetter, DeadLetterView> settle;

  public DeadLetterRoutes(
      Handler<ListDeadLetters, Page<DeadLetterView>> list,
      Handler<GetDeadLetter, DeadLetterView> get,
      Handler<SettleDeadLetter, DeadLetterView> settle) {
    this.list = list;
    this.get = get;
    this.settle = settle;
  }

  @Override
  public void addTo(Router router) {
    router
        .get(ALL, Access.SIGNED_IN, this::list)
        .get(ONE, Access.SIGNED_IN, this::get)
        .post(ONE + "/replay", Access.SIGNED_IN, request -> settle(request, true))
        .post(ONE + "/discard", Access.SIGNED_IN, request -> settle(request, false));
  }

  private void list(Request request) {
    DeadLetter.State state =
        Words.parseOptional(DeadLetter.State.class, "state", request.query("state").orElse(null));
    request.json(
        200,
        PageJson.of(
            list.handle(request.principal(), new ListDeadLetters(state, request.pageRequest())),
            DeadLetterBody::of));
  }

  private void get(Request request) {
    request.json(
        200,
        DeadLetterContentBody.of(get.handle(request.principal(), new GetDeadLetter(id(request)))));
  }

  private void settle(Request request, boolean replay) {
    request.json(
        200,
        DeadLetterBody.of(
            settle.handle(request.principal(), new SettleDeadLetter(id(request), replay))));
  }

  private static UUID id(Request request) {
    return request.pathUuid("deadLetterId");
  }
}
