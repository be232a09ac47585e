/** Tests of {@code signalbox.domain.dataset}. */
@NullMarked
package signalbox.domain.dataset;

import org.jspecify.annotations.NullMarked;
