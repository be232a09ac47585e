/**
 * Claims about {@code signalbox.infrastructure.postgres.service}, with real servers where there are
 * any.
 *
 * <p>Fakes must not live here.
 */
@NullMarked
package signalbox.infrastructure.postgres.service;

import org.jspecify.annotations.NullMarked;
