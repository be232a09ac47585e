/**
 * Routes of series of metrics.
 *
 * <p>Decisions must not live here: decode, call a use case, encode.
 */
@NullMarked
package signalbox.presentation.rest.metric;

import org.jspecify.annotations.NullMarked;
