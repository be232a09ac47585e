package signalbox.application.dataset;

import signalbox.domain.dataset.UploadId;

/** Asks for one of one's uploads. */
public record FindUpload(UploadId upload) {}
