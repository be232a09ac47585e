package signalbox.application.dataset;

import signalbox.application.artifact.ObjectStore;

/** Stored bytes under a name to save them, open; the caller closes them. */
public record DatasetContent(
    String fileName, String contentType, ObjectStore.StoredObject object) {}
