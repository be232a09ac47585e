/**
 * Studies and their trials in PostgreSQL.
 *
 * <p>Decisions on them must not live here.
 */
@NullMarked
package signalbox.infrastructure.postgres.study;

import org.jspecify.annotations.NullMarked;
