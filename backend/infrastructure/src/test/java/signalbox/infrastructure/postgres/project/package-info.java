/**
 * Contracts on a real PostgreSQL.
 *
 * <p>Fakes must not live here.
 */
@NullMarked
package signalbox.infrastructure.postgres.project;

import org.jspecify.annotations.NullMarked;
