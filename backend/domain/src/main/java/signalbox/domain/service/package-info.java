/**
 * ML services: their instances, and the algorithms they offer.
 *
 * <p>How they are reached must not live here.
 */
@NullMarked
package signalbox.domain.service;

import org.jspecify.annotations.NullMarked;
