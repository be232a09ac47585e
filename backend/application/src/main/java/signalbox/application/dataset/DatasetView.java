package signalbox.application.dataset;

import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.run.Task;

/**
 * A dataset as it is shown.
 *
 * @param createdByName the name of who uploaded it
 * @param runs how many runs use it
 * @param latest there is no newer version
 */
public record DatasetView(
    Dataset dataset,
    String createdByName,
    long runs,
    boolean latest,
    @Nullable String target,
    @Nullable Task task,
    @Nullable DatasetQuality quality) {}
