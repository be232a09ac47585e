/**
 * Tests of what the edges share.
 *
 * <p>Tests of one protocol must not live here.
 */
@NullMarked
package signalbox.presentation.shared;

import org.jspecify.annotations.NullMarked;
