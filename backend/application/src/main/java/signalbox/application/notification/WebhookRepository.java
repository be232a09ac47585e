package signalbox.application.notification;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import signalbox.domain.notification.Webhook;
import signalbox.domain.notification.WebhookId;
import signalbox.domain.project.ProjectId;

/** Webhooks with their sealed secrets. Thread-safe. */
public interface WebhookRepository {
  void insert(Webhook webhook, byte[] sealedSecret);

  Optional<Webhook> find(WebhookId id);

  /** Locks it against other changes until the end of the transaction. */
  Optional<Webhook> lock(WebhookId id);

  /** Stores everything but the secret. */
  void update(Webhook webhook);

  void putSecret(WebhookId id, byte[] sealedSecret);

  void delete(WebhookId id);

  int count(ProjectId project);

  /** Newest first. */
  List<WebhookView> list(ProjectId project);

  Optional<WebhookView> view(WebhookId id);

  /** The enabled webhooks of the projects. */
  List<Webhook> enabled(Collection<ProjectId> projects);
}
