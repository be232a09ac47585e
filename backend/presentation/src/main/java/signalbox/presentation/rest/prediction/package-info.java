/**
 * Routes of online predictions.
 *
 * <p>Decisions must not live here: decode, call a use case, encode.
 */
@NullMarked
package signalbox.presentation.rest.prediction;

import org.jspecify.annotations.NullMarked;
