package signalbox.presentation.view;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.notification.NotificationView;
import signalbox.domain.notification.AlertRuleId;
import signalbox.domain.notification.Notification;
import signalbox.domain.notification.Place;
import signalbox.domain.run.RunId;

/** A notification. */
public record NotificationJson(
    UUID id,
    String kind,
    String severity,
    String title,
    String text,
    Ref project,
    @Nullable Ref run,
    @Nullable Ref rule,
    PlaceJson place,
    Instant createdAt,
    @Nullable Instant readAt) {
  /** Something with a name. */
  public record Ref(UUID id, String name) {}

  /** Where to look. */
  public record PlaceJson(
      String view,
      @Nullable Integer attempt,
      @Nullable String metricKey,
      @Nullable Long step,
      @Nullable Integer trial) {
    static PlaceJson of(Place place) {
      return new PlaceJson(
          Words.of(place.view()), place.attempt(), place.metricKey(), place.step(), place.trial());
    }
  }

  public static NotificationJson of(NotificationView view) {
    Notification notification = view.notification();
    RunId run = notification.run();
    AlertRuleId rule = notification.rule();
    return new NotificationJson(
        notification.id().value(),
        Words.of(notification.kind()),
        Words.of(notification.kind().severity()),
        notification.title(),
        notification.text(),
        new Ref(notification.project().value(), view.projectName()),
        run == null ? null : ref(run.value(), view.runName()),
        rule == null ? null : ref(rule.value(), view.ruleName()),
        PlaceJson.of(notification.place()),
        notification.createdAt(),
        notification.readAt());
  }

  private static Ref ref(UUID id, @Nullable String name) {
    return new Ref(id, name == null ? "" : name);
  }
}
