/**
 * Claims about metric points on real PostgreSQL.
 *
 * <p>No other feature must be tested here.
 */
@NullMarked
package signalbox.infrastructure.timescale.metric;

import org.jspecify.annotations.NullMarked;
