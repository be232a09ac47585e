/**
 * Short links in PostgreSQL.
 *
 * <p>Where they lead must not be known here.
 */
@NullMarked
package signalbox.infrastructure.postgres.link;

import org.jspecify.annotations.NullMarked;
