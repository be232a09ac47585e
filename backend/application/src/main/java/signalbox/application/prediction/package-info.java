/**
 * Online predictions: asking a model, waiting for its answer, and what happens when it takes long.
 *
 * <p>Batch predictions are runs and must not live here.
 */
@NullMarked
package signalbox.application.prediction;

import org.jspecify.annotations.NullMarked;
