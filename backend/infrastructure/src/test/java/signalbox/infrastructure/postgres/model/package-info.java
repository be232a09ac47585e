/**
 * Claims about {@code signalbox.infrastructure.postgres.model}, with real servers where there are
 * any.
 *
 * <p>Fakes must not live here.
 */
@NullMarked
package signalbox.infrastructure.postgres.model;

import org.jspecify.annotations.NullMarked;
