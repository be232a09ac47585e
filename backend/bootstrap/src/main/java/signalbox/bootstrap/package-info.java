/**
 * The backend's main program: settings, wiring, start and stop.
 *
 * <p>Decisions and protocols must not live here.
 */
@NullMarked
package signalbox.bootstrap;

import org.jspecify.annotations.NullMarked;
