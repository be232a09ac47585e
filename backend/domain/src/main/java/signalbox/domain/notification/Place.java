package signalbox.domain.notification;

import org.jspecify.annotations.Nullable;

/**
 * Where to look at what a notification tells.
 *
 * @param attempt of the run; null for the newest
 * @param metricKey the series; null where there is none
 * @param step the point of the series
 */
public record Place(
    View view, @Nullable Integer attempt, @Nullable String metricKey, @Nullable Long step) {
  /** A screen. The lower-case name is the public word. */
  public enum View {
    RUN,
    LOG,
    CHARTS,
    WEBHOOKS
  }

  /** A screen without more. */
  public static Place of(View view, @Nullable Integer attempt) {
    return new Place(view, attempt, null, null);
  }
}
