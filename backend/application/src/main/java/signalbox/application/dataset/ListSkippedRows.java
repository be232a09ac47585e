package signalbox.application.dataset;

import signalbox.domain.dataset.DatasetId;

/** Asks which rows were left out when a dataset was made. */
public record ListSkippedRows(DatasetId dataset) {}
