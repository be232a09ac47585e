package signalbox.application.dataset;

import signalbox.application.artifact.ObjectStore;
import signalbox.domain.dataset.Dataset;

/** A dataset with its stored bytes, open; the caller closes them. */
public record DatasetContent(Dataset dataset, ObjectStore.StoredObject object) {}
