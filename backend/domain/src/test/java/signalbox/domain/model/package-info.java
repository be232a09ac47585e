/** Tests of {@code signalbox.domain.model}. */
@NullMarked
package signalbox.domain.model;

import org.jspecify.annotations.NullMarked;
