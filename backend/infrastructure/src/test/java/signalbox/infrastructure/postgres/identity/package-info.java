/**
 * Contracts on a real PostgreSQL.
 *
 * <p>Fakes must not live here.
 */
@NullMarked
package signalbox.infrastructure.postgres.identity;

import org.jspecify.annotations.NullMarked;
