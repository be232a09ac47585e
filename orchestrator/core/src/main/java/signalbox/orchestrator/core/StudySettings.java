package signalbox.orchestrator.core;

import java.util.List;

/**
 * What a person may change while a study goes on.
 *
 * @param revision of the change that made it so; 0 as it was ordered
 * @param paused no trial begins until this is taken back
 * @param stopping no trial begins any more
 * @param parallelism how many trials may execute at the same time; at least 1
 * @param trials how many trials it has in all; at least 1
 * @param enqueued parameters that a person named, as JSON objects, in order: all that ever were
 */
public record StudySettings(
    long revision,
    boolean paused,
    boolean stopping,
    int parallelism,
    int trials,
    List<String> enqueued) {

  /** Of a study of which nothing is known yet. */
  static final StudySettings NONE = new StudySettings(0, false, false, 1, 1, List.of());

  public StudySettings {
    enqueued = List.copyOf(enqueued);
    if (parallelism < 1 || trials < 1) {
      throw new IllegalArgumentException(
          "parallelism and trials must be at least 1, were " + parallelism + " and " + trials);
    }
  }

  /** As a study has begun: with what was ordered. */
  public static StudySettings ordered(int parallelism, int trials, List<String> enqueued) {
    return new StudySettings(0, false, false, parallelism, trials, enqueued);
  }

  /**
   * The same for a study that goes on: what has begun cannot be taken back, and neither can a stop.
   *
   * @param before what was so until now
   * @param begun how many trials have begun
   */
  StudySettings following(StudySettings before, int begun) {
    return new StudySettings(
        revision,
        paused,
        stopping || before.stopping,
        parallelism,
        Math.max(trials, begun),
        enqueued.size() < before.enqueued.size() ? before.enqueued : enqueued);
  }
}
