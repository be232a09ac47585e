/**
 * Metric points in PostgreSQL or TimescaleDB: bulk writes, and charts computed where the points
 * lie.
 *
 * <p>Nothing of the metadata store must live here.
 */
@NullMarked
package signalbox.infrastructure.timescale.metric;

import org.jspecify.annotations.NullMarked;
