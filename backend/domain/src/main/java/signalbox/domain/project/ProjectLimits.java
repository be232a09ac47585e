package signalbox.domain.project;

import signalbox.domain.error.SignalboxException;

/**
 * What a project may use, and for how long it keeps what its runs told.
 *
 * @param maxRunning how many runs may execute at the same time; 0: no limit of its own
 * @param weight the project's share of the slots beside the others that wait
 * @param logRetentionDays days after the end of a run; 0: for ever
 * @param metricRetentionDays days after the end of a run; 0: for ever
 */
public record ProjectLimits(
    int maxRunning, int weight, int logRetentionDays, int metricRetentionDays) {
  public static final int MAX_RUNNING = 10_000;
  public static final int MAX_WEIGHT = 1_000;
  public static final int MAX_DAYS = 36_500;

  public static final int DEFAULT_RETENTION_DAYS = 90;

  /** How a project begins. */
  public static final ProjectLimits INITIAL =
      new ProjectLimits(0, 1, DEFAULT_RETENTION_DAYS, DEFAULT_RETENTION_DAYS);

  public ProjectLimits {
    within("maxRunning", maxRunning, 0, MAX_RUNNING);
    within("weight", weight, 1, MAX_WEIGHT);
    within("logRetentionDays", logRetentionDays, 0, MAX_DAYS);
    within("metricRetentionDays", metricRetentionDays, 0, MAX_DAYS);
  }

  /** True when orchestrators would schedule the runs of a new project in the same way. */
  public boolean schedulesAsInitially() {
    return maxRunning == INITIAL.maxRunning && weight == INITIAL.weight;
  }

  private static void within(String field, int value, int least, int most) {
    if (value < least || value > most) {
      throw SignalboxException.invalid(field, "must be from " + least + " to " + most);
    }
  }
}
