/**
 * Fakes and claims about online predictions.
 *
 * <p>No real store must be needed here.
 */
@NullMarked
package signalbox.application.prediction;

import org.jspecify.annotations.NullMarked;
