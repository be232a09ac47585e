/**
 * Predictions: what rows a model takes.
 *
 * <p>How predictions are asked for and stored must not live here.
 */
@NullMarked
package signalbox.domain.prediction;

import org.jspecify.annotations.NullMarked;
