package signalbox.presentation.rest.notification;

import java.io.IOException;
import java.util.List;
import signalbox.application.notification.ChangeWebhook;
import signalbox.application.notification.CreateWebhook;
import signalbox.application.notification.DeleteWebhook;
import signalbox.application.notification.ListDeliveries;
import signalbox.application.notification.ListWebhooks;
import signalbox.application.notification.RenewWebhookSecret;
import signalbox.application.notification.ResendDelivery;
import signalbox.application.notification.TestWebhook;
import signalbox.application.notification.WebhookView;
import signalbox.application.notification.WebhookWithSecret;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.domain.notification.Delivery;
import signalbox.domain.notification.DeliveryId;
import signalbox.domain.notification.WebhookId;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Request;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;
import signalbox.presentation.rest.notification.WebhookBodies.DeliveryBody;
import signalbox.presentation.rest.notification.WebhookBodies.WebhookBody;
import signalbox.presentation.rest.notification.WebhookBodies.WebhookInputBody;
import signalbox.presentation.rest.notification.WebhookBodies.WebhookWithSecretBody;
import signalbox.presentation.view.PageJson;

/** The webhooks of a project, and what was sent to them. */
public final class WebhookRoutes implements RouteGroup {
  private static final String ALL = "/projects/{projectId}/webhooks";
  private static final String ONE = ALL + "/{webhookId}";
  private static final String DELIVERIES = ONE + "/deliveries";

  private final Handlers handlers;

  /** The use cases behind the routes. */
  public record Handlers(
      Handler<ListWebhooks, List<WebhookView>> list,
      Handler<CreateWebhook, WebhookWithSecret> create,
      Handler<ChangeWebhook, WebhookView> change,
      Handler<DeleteWebhook, Boolean> delete,
      Handler<RenewWebhookSecret, WebhookWithSecret> renewSecret,
      Handler<TestWebhook, Delivery> test,
      Handler<ListDeliveries, Page<Delivery>> deliveries,
      Handler<ResendDelivery, Delivery> resend) {}

  public WebhookRoutes(Handlers handlers) {
    this.handlers = handlers;
  }

  @Override
  public void addTo(Router router) {
    router
        .get(ALL, Access.SIGNED_IN, this::list)
        .post(ALL, Access.SIGNED_IN, this::create)
        .put(ONE, Access.SIGNED_IN, this::change)
        .delete(ONE, Access.SIGNED_IN, this::delete)
        .post(ONE + "/secret", Access.SIGNED_IN, this::renewSecret)
        .post(ONE + "/test", Access.SIGNED_IN, this::test)
        .get(DELIVERIES, Access.SIGNED_IN, this::deliveries)
        .post(DELIVERIES + "/{deliveryId}/resend", Access.SIGNED_IN, this::resend);
  }

  private void list(Request request) {
    request.json(
        200,
        PageJson.whole(
            handlers.list().handle(request.principal(), new ListWebhooks(request.project())),
            WebhookBody::of));
  }

  private void create(Request request) throws IOException {
    WebhookInputBody body = request.body(WebhookInputBody.class);
    request.json(
        201,
        WebhookWithSecretBody.of(
            handlers
                .create()
                .handle(request.principal(), new CreateWebhook(request.project(), body.parsed()))));
  }

  private void change(Request request) throws IOException {
    WebhookInputBody body = request.body(WebhookInputBody.class);
    request.json(
        200,
        WebhookBody.of(
            handlers
                .change()
                .handle(
                    request.principal(),
                    new ChangeWebhook(request.project(), webhook(request), body.parsed()))));
  }

  private void delete(Request request) {
    handlers
        .delete()
        .handle(request.principal(), new DeleteWebhook(request.project(), webhook(request)));
    request.noContent();
  }

  private void renewSecret(Request request) {
    request.json(
        200,
        WebhookWithSecretBody.of(
            handlers
                .renewSecret()
                .handle(
                    request.principal(),
                    new RenewWebhookSecret(request.project(), webhook(request)))));
  }

  private void test(Request request) {
    request.json(
        202,
        DeliveryBody.of(
            handlers
                .test()
                .handle(
                    request.principal(), new TestWebhook(request.project(), webhook(request)))));
  }

  private void deliveries(Request request) {
    request.json(
        200,
        PageJson.of(
            handlers
                .deliveries()
                .handle(
                    request.principal(),
                    new ListDeliveries(request.project(), webhook(request), request.pageRequest())),
            DeliveryBody::of));
  }

  private void resend(Request request) {
    request.json(
        202,
        DeliveryBody.of(
            handlers
                .resend()
                .handle(
                    request.principal(),
                    new ResendDelivery(
                        request.project(),
                        webhook(request),
                        new DeliveryId(request.pathUuid("deliveryId"))))));
  }

  private static WebhookId webhook(Request request) {
    return new WebhookId(request.pathUuid("webhookId"));
  }
}
