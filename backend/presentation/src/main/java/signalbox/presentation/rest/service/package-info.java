/**
 * The route of the algorithms' catalogue.
 *
 * <p>What the catalogue holds must not be decided here.
 */
@NullMarked
package signalbox.presentation.rest.service;

import org.jspecify.annotations.NullMarked;
