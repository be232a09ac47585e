package signalbox.application.dataset;

import java.time.Instant;
import java.util.List;
import signalbox.domain.model.ModelId;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunStatus;

/**
 * What was made from a dataset; the newest of each, with exact totals.
 *
 * @param trainings runs that learned from it
 * @param predictions runs that predicted for its rows, or by a model that learned from it
 * @param solves runs that solved it, or a problem that it has the data of
 * @param studies whose trials learned from it or solved it; their trials are not told one by one
 */
public record DatasetLineage(
    Runs trainings, Models models, Runs predictions, Runs solves, Runs studies) {

  /** Some runs of all. */
  public record Runs(List<Use> items, long total) {}

  /** Some model versions of all. */
  public record Models(List<Made> items, long total) {}

  public record Use(RunId run, String name, RunStatus status, Instant createdAt) {}

  public record Made(ModelId model, String name, int version, RunId run, Instant createdAt) {}
}
