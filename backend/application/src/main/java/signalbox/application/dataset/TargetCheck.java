package signalbox.application.dataset;

import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.run.Task;

/**
 * What a training on a target would meet.
 *
 * @param missing rows without a target value
 * @param classes for a classification, most frequent first; empty for a regression
 */
public record TargetCheck(
    String target,
    Task task,
    long rows,
    long missing,
    List<ClassCount> classes,
    List<Warning> warnings) {

  public record ClassCount(String value, long count) {}

  /**
   * @param column the column at fault; null when it is the target itself
   */
  public record Warning(WarningCode code, @Nullable String column, String detail) {}

  /** The lower-case name is the public word. */
  public enum WarningCode {
    LEAKAGE,
    IDENTIFIER,
    IMBALANCE,
    MISSING_TARGET,
    CONSTANT
  }
}
