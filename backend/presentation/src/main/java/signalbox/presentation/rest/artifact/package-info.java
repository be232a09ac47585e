/**
 * The routes of artifacts.
 *
 * <p>The object store must not live here.
 */
@NullMarked
package signalbox.presentation.rest.artifact;

import org.jspecify.annotations.NullMarked;
