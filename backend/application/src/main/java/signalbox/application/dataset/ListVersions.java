package signalbox.application.dataset;

import signalbox.domain.dataset.DatasetId;

/** Asks for all versions of a dataset's name. */
public record ListVersions(DatasetId dataset) {}
