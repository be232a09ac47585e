/**
 * Models and their versions in PostgreSQL.
 *
 * <p>Rules on signatures must not live here.
 */
@NullMarked
package signalbox.infrastructure.postgres.model;

import org.jspecify.annotations.NullMarked;
