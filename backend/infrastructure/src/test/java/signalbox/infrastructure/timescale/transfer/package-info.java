/**
 * Tests of counts, on a real server.
 *
 * <p>Fakes must not live here.
 */
@NullMarked
package signalbox.infrastructure.timescale.transfer;

import org.jspecify.annotations.NullMarked;
