package signalbox.application.dataset;

import signalbox.domain.dataset.DatasetId;

/** Asks what was made from a dataset. */
public record TraceDataset(DatasetId dataset) {}
