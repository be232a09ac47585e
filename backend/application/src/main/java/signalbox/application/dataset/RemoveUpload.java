package signalbox.application.dataset;

import signalbox.domain.dataset.UploadId;

/** Ends an upload. */
public record RemoveUpload(UploadId upload) {}
