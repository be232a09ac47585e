package signalbox.application.study;

import java.util.List;

/**
 * Some trials of a study, in the order of their revisions.
 *
 * @param parameters the searched ones, in their order
 * @param deleted numbers of trials that were deleted between the asked revision and this one
 * @param revision up to which everything is there
 * @param more true when there are trials of a larger revision
 * @param total how many trials have begun in all
 */
public record TrialPage(
    List<String> parameters,
    List<TrialRow> rows,
    List<Integer> deleted,
    long revision,
    boolean more,
    long total) {
  public TrialPage {
    parameters = List.copyOf(parameters);
    rows = List.copyOf(rows);
    deleted = List.copyOf(deleted);
  }
}
