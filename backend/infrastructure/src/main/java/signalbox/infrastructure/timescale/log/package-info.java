/**
 * Log lines in PostgreSQL or TimescaleDB: bulk writes under the lock of the ledger, and reads.
 *
 * <p>Nothing of the metadata store must live here.
 */
@NullMarked
package signalbox.infrastructure.timescale.log;

import org.jspecify.annotations.NullMarked;
