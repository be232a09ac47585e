/**
 * Online predictions in PostgreSQL.
 *
 * <p>Models and runs must not live here.
 */
@NullMarked
package signalbox.infrastructure.postgres.prediction;

import org.jspecify.annotations.NullMarked;
