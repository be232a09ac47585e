/**
 * Files that a run left in the object store.
 *
 * <p>Their bytes and the store itself must not live here.
 */
@NullMarked
package signalbox.domain.artifact;

import org.jspecify.annotations.NullMarked;
