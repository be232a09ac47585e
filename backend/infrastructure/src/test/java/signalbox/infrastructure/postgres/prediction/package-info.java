/**
 * Claims about stored predictions on real PostgreSQL.
 *
 * <p>No other feature must be tested here.
 */
@NullMarked
package signalbox.infrastructure.postgres.prediction;

import org.jspecify.annotations.NullMarked;
