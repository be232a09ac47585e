/**
 * Models, their versions and signatures.
 *
 * <p>Storage must not live here.
 */
@NullMarked
package signalbox.domain.model;

import org.jspecify.annotations.NullMarked;
