package signalbox.application.dataset;

import signalbox.domain.dataset.DatasetId;

/** Asks for one dataset. */
public record FindDataset(DatasetId dataset) {}
