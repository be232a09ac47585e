/**
 * The connection pool, the transactions and the JSON columns that every PostgreSQL adapter uses.
 *
 * <p>Queries of a feature must not live here.
 */
@NullMarked
package signalbox.infrastructure.postgres.shared;

import org.jspecify.annotations.NullMarked;
