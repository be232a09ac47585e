/**
 * The REST edge of studies.
 *
 * <p>Decisions must not live here.
 */
@NullMarked
package signalbox.presentation.rest.study;

import org.jspecify.annotations.NullMarked;
