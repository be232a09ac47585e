package signalbox.presentation.rest.storage;

import org.jspecify.annotations.Nullable;

/** What somebody wants to be removed: as many orphans as he saw. */
record RemoveOrphansBody(long orphans, @Nullable Boolean evenIfMost) {}
