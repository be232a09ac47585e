/**
 * Users, sessions and personal API tokens in PostgreSQL.
 *
 * <p>Decisions about them must not live here.
 */
@NullMarked
package signalbox.infrastructure.postgres.identity;

import org.jspecify.annotations.NullMarked;
