/**
 * Tests of the REST edge over real sockets.
 *
 * <p>Tests of use cases must not live here.
 */
@NullMarked
package signalbox.presentation.rest;

import org.jspecify.annotations.NullMarked;
