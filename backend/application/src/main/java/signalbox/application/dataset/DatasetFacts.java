package signalbox.application.dataset;

import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.error.Fault;
import signalbox.domain.run.Task;

/**
 * What was found out when a dataset was made.
 *
 * @param target the column that is most likely to be learned
 * @param skipped the first rows that were left out; how many in all, the dataset's source says
 */
public record DatasetFacts(
    @Nullable String target,
    @Nullable Task task,
    @Nullable DatasetQuality quality,
    List<Fault> skipped) {
  public static final DatasetFacts NONE = new DatasetFacts(null, null, null, List.of());
}
