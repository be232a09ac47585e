package signalbox.domain.study;

/**
 * What a study looks for the best value of.
 *
 * @param metric in the summary of a trial
 */
public record Objective(String metric, Direction direction) {
  public static final int MOST = 5;
}
