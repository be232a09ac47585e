/**
 * The routes of models and their versions; predicting is elsewhere.
 *
 * <p>Rules on models must not live here.
 */
@NullMarked
package signalbox.presentation.rest.model;

import org.jspecify.annotations.NullMarked;
