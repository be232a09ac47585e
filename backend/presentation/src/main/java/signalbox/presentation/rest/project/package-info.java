/**
 * Projects and members over REST.
 *
 * <p>Decisions about them must not live here.
 */
@NullMarked
package signalbox.presentation.rest.project;

import org.jspecify.annotations.NullMarked;
