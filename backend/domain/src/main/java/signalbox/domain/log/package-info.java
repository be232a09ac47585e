/**
 * Log lines, how they are signed and counted, and the ledger that says which of them are stored.
 *
 * <p>UDP, SQL and clocks must not live here.
 */
@NullMarked
package signalbox.domain.log;

import org.jspecify.annotations.NullMarked;
