/**
 * Claims about {@code signalbox.infrastructure.postgres.run}, with real servers where there are
 * any.
 *
 * <p>Fakes must not live here.
 */
@NullMarked
package signalbox.infrastructure.postgres.run;

import org.jspecify.annotations.NullMarked;
