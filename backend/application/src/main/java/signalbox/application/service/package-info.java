/**
 * What the ML services offer, and how their instances do.
 *
 * <p>How services are reached must not live here.
 */
@NullMarked
package signalbox.application.service;

import org.jspecify.annotations.NullMarked;
