package signalbox.application.transfer;

import signalbox.domain.transfer.ImportId;

/** Ends an import that goes on, with all that it has stored; forgets one that is over. */
public record EndImport(ImportId id) {}
