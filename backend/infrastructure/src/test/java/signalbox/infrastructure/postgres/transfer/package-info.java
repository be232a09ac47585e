/**
 * Tests of projects on their way, on a real PostgreSQL.
 *
 * <p>Tests of the file must not live here.
 */
@NullMarked
package signalbox.infrastructure.postgres.transfer;

import org.jspecify.annotations.NullMarked;
