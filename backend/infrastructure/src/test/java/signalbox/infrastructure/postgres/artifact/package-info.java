/**
 * Claims about {@code signalbox.infrastructure.postgres.artifact}, with real servers where there
 * are any.
 *
 * <p>Fakes must not live here.
 */
@NullMarked
package signalbox.infrastructure.postgres.artifact;

import org.jspecify.annotations.NullMarked;
