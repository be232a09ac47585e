package signalbox.application.dataset;

import signalbox.domain.dataset.DatasetId;

/** Asks what a training on a target would meet. */
public record CheckTarget(DatasetId dataset, String target) {}
