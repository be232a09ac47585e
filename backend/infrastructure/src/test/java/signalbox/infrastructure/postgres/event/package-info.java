/**
 * Claims about {@code signalbox.infrastructure.postgres.event}, with real servers where there are
 * any.
 *
 * <p>Fakes must not live here.
 */
@NullMarked
package signalbox.infrastructure.postgres.event;

import org.jspecify.annotations.NullMarked;
