package signalbox.application.study;

import org.jspecify.annotations.Nullable;
import signalbox.domain.run.RunId;

/**
 * Changes a study that goes on; what is null stays. Needs the role editor.
 *
 * @param trials not below those that have begun
 * @param paused whether trials begin
 * @param stop true: it ends with the trials that execute, whatever comes later
 */
public record ChangeStudy(
    RunId study,
    @Nullable Long trials,
    @Nullable Long parallelism,
    @Nullable Boolean paused,
    boolean stop) {
  /** Its numbers alone. */
  public ChangeStudy(RunId study, @Nullable Long trials, @Nullable Long parallelism) {
    this(study, trials, parallelism, null, false);
  }

  public static ChangeStudy pause(RunId study) {
    return new ChangeStudy(study, null, null, true, false);
  }

  public static ChangeStudy resume(RunId study) {
    return new ChangeStudy(study, null, null, false, false);
  }

  public static ChangeStudy stop(RunId study) {
    return new ChangeStudy(study, null, null, null, true);
  }
}
