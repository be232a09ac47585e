/**
 * Claims about metrics, traces and the management port.
 *
 * <p>No use case must be tested here.
 */
@NullMarked
package signalbox.bootstrap.observability;

import org.jspecify.annotations.NullMarked;
