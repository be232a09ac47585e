/**
 * Fakes and claims about metrics.
 *
 * <p>No real store must be needed here.
 */
@NullMarked
package signalbox.application.metric;

import org.jspecify.annotations.NullMarked;
