package signalbox.application.dataset;

import signalbox.domain.dataset.DatasetId;

/** Asks for the stored bytes of a dataset. */
public record DownloadDataset(DatasetId dataset) {}
