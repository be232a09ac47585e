/**
 * Claims about the rows that a model takes.
 *
 * <p>No other feature must be tested here.
 */
@NullMarked
package signalbox.domain.prediction;

import org.jspecify.annotations.NullMarked;
