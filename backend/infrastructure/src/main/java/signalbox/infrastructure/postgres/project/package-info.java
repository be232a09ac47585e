/**
 * Projects and their members in PostgreSQL.
 *
 * <p>Decisions about them must not live here.
 */
@NullMarked
package signalbox.infrastructure.postgres.project;

import org.jspecify.annotations.NullMarked;
