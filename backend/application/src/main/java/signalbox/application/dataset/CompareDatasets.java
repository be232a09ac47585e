package signalbox.application.dataset;

import signalbox.domain.dataset.DatasetId;

/** Asks what is different in a dataset from another one, mostly an earlier version. */
public record CompareDatasets(DatasetId dataset, DatasetId base) {}
