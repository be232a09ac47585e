/**
 * Contracts on a real PostgreSQL.
 *
 * <p>Fakes must not live here.
 */
@NullMarked
package signalbox.infrastructure.postgres.dataset;

import org.jspecify.annotations.NullMarked;
