package signalbox.application.dataset;

import signalbox.domain.dataset.DatasetId;

/** Deletes a dataset that nothing uses. */
public record DeleteDataset(DatasetId dataset) {}
