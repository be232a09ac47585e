package signalbox.orchestrator.core;

/**
 * What a project may have of the slots.
 *
 * @param maxRunning how many of its runs may execute at the same time; 0: as many as there are
 *     slots
 * @param weight its share beside the other projects that wait; at least 1
 */
public record ProjectLimits(String projectId, int maxRunning, int weight) {
  public ProjectLimits {
    if (maxRunning < 0 || weight < 1) {
      throw new IllegalArgumentException(
          "maxRunning must be at least 0 and weight at least 1, were "
              + maxRunning
              + " and "
              + weight);
    }
  }

  /** A project of which nothing was said: no limit of its own, an equal share. */
  public static ProjectLimits none(String projectId) {
    return new ProjectLimits(projectId, 0, 1);
  }

  boolean reached(int running) {
    return maxRunning > 0 && running >= maxRunning;
  }
}
