/**
 * The routes of runs.
 *
 * <p>Rules on runs must not live here.
 */
@NullMarked
package signalbox.presentation.rest.run;

import org.jspecify.annotations.NullMarked;
