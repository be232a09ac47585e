package signalbox.presentation.rest.notification;

import java.io.IOException;
import java.util.List;
import signalbox.application.notification.AlertRuleView;
import signalbox.application.notification.ChangeAlertRule;
import signalbox.application.notification.CreateAlertRule;
import signalbox.application.notification.DeleteAlertRule;
import signalbox.application.notification.ListAlertRules;
import signalbox.application.shared.Handler;
import signalbox.domain.notification.AlertRuleId;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Request;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;
import signalbox.presentation.rest.notification.AlertRuleBodies.AlertRuleBody;
import signalbox.presentation.rest.notification.AlertRuleBodies.AlertRuleInputBody;
import signalbox.presentation.view.PageJson;

/** The alert rules of a project. */
public final class AlertRuleRoutes implements RouteGroup {
  private static final String ALL = "/projects/{projectId}/alert-rules";
  private static final String ONE = ALL + "/{ruleId}";

  private final Handlers handlers;

  /** The use cases behind the routes. */
  public record Handlers(
      Handler<ListAlertRules, List<AlertRuleView>> list,
      Handler<CreateAlertRule, AlertRuleView> create,
      Handler<ChangeAlertRule, AlertRuleView> change,
      Handler<DeleteAlertRule, Boolean> delete) {}

  public AlertRuleRoutes(Handlers handlers) {
    this.handlers = handlers;
  }

  @Override
  public void addTo(Router router) {
    router
        .get(ALL, Access.SIGNED_IN, this::list)
        .post(ALL, Access.SIGNED_IN, this::create)
        .put(ONE, Access.SIGNED_IN, this::change)
        .delete(ONE, Access.SIGNED_IN, this::delete);
  }

  private void list(Request request) {
    request.json(
        200,
        PageJson.whole(
            handlers.list().handle(request.principal(), new ListAlertRules(request.project())),
            AlertRuleBody::of));
  }

  private void create(Request request) throws IOException {
    AlertRuleInputBody body = request.body(AlertRuleInputBody.class);
    request.json(
        201,
        AlertRuleBody.of(
            handlers
                .create()
                .handle(
                    request.principal(),
                    new CreateAlertRule(
                        request.project(), Boolean.TRUE.equals(body.shared()), body.parsed()))));
  }

  private void change(Request request) throws IOException {
    AlertRuleInputBody body = request.body(AlertRuleInputBody.class);
    request.json(
        200,
        AlertRuleBody.of(
            handlers
                .change()
                .handle(
                    request.principal(),
                    new ChangeAlertRule(request.project(), rule(request), body.parsed()))));
  }

  private void delete(Request request) {
    handlers
        .delete()
        .handle(request.principal(), new DeleteAlertRule(request.project(), rule(request)));
    request.noContent();
  }

  private static AlertRuleId rule(Request request) {
    return new AlertRuleId(request.pathUuid("ruleId"));
  }
}
