package signalbox.domain.notification;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import signalbox.domain.run.RunStatus;

/** What a notification tells. The lower-case name is the public word, and the event of webhooks. */
public enum NotificationKind {
  RUN_SUCCEEDED,
  RUN_FAILED,
  RUN_TIMED_OUT,
  RUN_CANCELLED,
  RUN_LOST_CONTACT,
  /** A metric has met a rule. */
  METRIC,
  /** A study has found a better trial, or one more of its Pareto front. */
  STUDY_IMPROVED,
  /** A webhook failed too often in a row. */
  WEBHOOK_DISABLED,
  /** A trial delivery of a webhook; never in an inbox. */
  TEST;

  /** The statuses that a rule can wait for. */
  public static final Set<RunStatus> STATUSES =
      Collections.unmodifiableSet(
          EnumSet.of(
              RunStatus.SUCCEEDED,
              RunStatus.FAILED,
              RunStatus.TIMED_OUT,
              RunStatus.CANCELLED,
              RunStatus.LOST_CONTACT));

  /** What a webhook can ask for. */
  public static final Set<NotificationKind> EVENTS =
      Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(WEBHOOK_DISABLED, TEST)));

  /** The kind that tells of a run's new status; empty when no rule can wait for it. */
  public static Optional<NotificationKind> of(RunStatus status) {
    return switch (status) {
      case SUCCEEDED -> Optional.of(RUN_SUCCEEDED);
      case FAILED -> Optional.of(RUN_FAILED);
      case TIMED_OUT -> Optional.of(RUN_TIMED_OUT);
      case CANCELLED -> Optional.of(RUN_CANCELLED);
      case LOST_CONTACT -> Optional.of(RUN_LOST_CONTACT);
      case CREATED, QUEUED, STARTING, RUNNING, RETRYING, CANCELLING -> Optional.empty();
    };
  }

  /** How much it matters. */
  public Severity severity() {
    return switch (this) {
      case RUN_SUCCEEDED -> Severity.SUCCESS;
      case RUN_CANCELLED, METRIC, STUDY_IMPROVED, TEST -> Severity.INFO;
      case RUN_TIMED_OUT, RUN_LOST_CONTACT, WEBHOOK_DISABLED -> Severity.WARNING;
      case RUN_FAILED -> Severity.ERROR;
    };
  }
}
