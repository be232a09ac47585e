package signalbox.application.dataset;

import signalbox.domain.dataset.Dataset;

/** A dataset with its first rows. */
public record DatasetRows(Dataset dataset, TablePreview preview) {}
