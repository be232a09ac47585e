package signalbox.domain.notification;

import org.jspecify.annotations.Nullable;

/**
 * Where to look at what a notification tells.
 *
 * @param attempt of the run; null for the newest
 * @param metricKey the series; null where there is none
 * @param step the point of the series
 * @param trial the number of a trial of the study; null where there is none
 */
public record Place(
    View view,
    @Nullable Integer attempt,
    @Nullable String metricKey,
    @Nullable Long step,
    @Nullable Integer trial) {
  /** A screen. The lower-case name is the public word. */
  public enum View {
    RUN,
    LOG,
    CHARTS,
    WEBHOOKS,
    STUDY
  }

  /** A screen without more. */
  public static Place of(View view, @Nullable Integer attempt) {
    return new Place(view, attempt, null, null, null);
  }

  /** A point of a series. */
  public static Place point(int attempt, String metricKey, long step) {
    return new Place(View.CHARTS, attempt, metricKey, step, null);
  }

  /** A study, and one of its trials if there is one to look at. */
  public static Place study(@Nullable Integer trial) {
    return new Place(View.STUDY, null, null, null, trial);
  }
}
