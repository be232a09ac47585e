/**
 * Routes of logs: pages, search, volume, download, of runs and of sources.
 *
 * <p>Decisions must not live here: decode, call a use case, encode.
 */
@NullMarked
package signalbox.presentation.rest.log;

import org.jspecify.annotations.NullMarked;
