package signalbox.application.dataset;

import signalbox.domain.dataset.DatasetId;

/**
 * Asks for the bytes of a dataset.
 *
 * @param original as uploaded, where a copy was made of them
 */
public record DownloadDataset(DatasetId dataset, boolean original) {}
