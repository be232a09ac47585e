package signalbox.application.dataset;

import signalbox.domain.dataset.Dataset;

/**
 * A dataset as it is shown.
 *
 * @param createdByName the name of who uploaded it
 * @param runs how many runs use it
 */
public record DatasetView(Dataset dataset, String createdByName, long runs) {}
