/**
 * Runs and their timelines in PostgreSQL.
 *
 * <p>Decisions on states must not live here.
 */
@NullMarked
package signalbox.infrastructure.postgres.run;

import org.jspecify.annotations.NullMarked;
