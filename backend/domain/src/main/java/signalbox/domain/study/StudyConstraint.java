package signalbox.domain.study;

/**
 * What a trial must keep to be among the best.
 *
 * @param metric in the summary of a trial
 * @param bound a finite number
 * @param atLeast the metric must be at least the bound; else at most
 */
public record StudyConstraint(String metric, double bound, boolean atLeast) {
  public static final int MOST = 10;
}
