/**
 * The contracts of inventories, chores and retention on a real PostgreSQL.
 *
 * <p>Fakes must not live here.
 */
@NullMarked
package signalbox.infrastructure.postgres.storage;

import org.jspecify.annotations.NullMarked;
