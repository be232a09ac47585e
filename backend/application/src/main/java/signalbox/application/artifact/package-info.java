/**
 * Stored bytes: the object store, and the artifacts that runs leave in it.
 *
 * <p>The protocol of a store must not live here.
 */
@NullMarked
package signalbox.application.artifact;

import org.jspecify.annotations.NullMarked;
