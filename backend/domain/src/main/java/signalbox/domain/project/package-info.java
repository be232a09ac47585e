/**
 * Projects.
 *
 * <p>Storage must not live here.
 */
@NullMarked
package signalbox.domain.project;

import org.jspecify.annotations.NullMarked;
