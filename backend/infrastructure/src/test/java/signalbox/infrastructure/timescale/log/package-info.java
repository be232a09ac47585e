/**
 * Claims about log lines on real PostgreSQL.
 *
 * <p>No other feature must be tested here.
 */
@NullMarked
package signalbox.infrastructure.timescale.log;

import org.jspecify.annotations.NullMarked;
