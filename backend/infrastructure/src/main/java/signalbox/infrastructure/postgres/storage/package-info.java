/**
 * Which objects rows name, inventories, chores and what retention did, in PostgreSQL.
 *
 * <p>Whether something is an orphan must not be decided here.
 */
@NullMarked
package signalbox.infrastructure.postgres.storage;

import org.jspecify.annotations.NullMarked;
