/**
 * What is known of artifacts, in PostgreSQL.
 *
 * <p>Their bytes must not live here.
 */
@NullMarked
package signalbox.infrastructure.postgres.artifact;

import org.jspecify.annotations.NullMarked;
