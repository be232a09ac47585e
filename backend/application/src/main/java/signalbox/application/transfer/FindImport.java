package signalbox.application.transfer;

import signalbox.domain.transfer.ImportId;

/** Asks for one of one's own imports. */
public record FindImport(ImportId id) {}
