package signalbox.application.dataset;

import signalbox.domain.dataset.DatasetId;

/** Asks for the profile of a dataset. */
public record ProfileDataset(DatasetId dataset) {}
