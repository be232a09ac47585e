/**
 * What clients see of runs, artifacts, models and services: the same JSON over REST and the live
 * stream.
 *
 * <p>Routes, frames and decisions must not live here.
 */
@NullMarked
package signalbox.presentation.view;

import org.jspecify.annotations.NullMarked;
