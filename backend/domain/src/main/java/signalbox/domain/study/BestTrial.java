package signalbox.domain.study;

import java.util.List;
import signalbox.domain.run.RunId;

/**
 * A trial that no other beats.
 *
 * @param values one for each objective
 */
public record BestTrial(int number, RunId run, List<Double> values) {
  public BestTrial {
    values = List.copyOf(values);
  }
}
