/**
 * The routes of short links.
 *
 * <p>Rules on paths must not live here.
 */
@NullMarked
package signalbox.presentation.rest.link;

import org.jspecify.annotations.NullMarked;
