package signalbox.application.dataset;

import signalbox.domain.dataset.DatasetId;

/** Asks for the first rows of a dataset. */
public record PreviewDataset(DatasetId dataset) {}
