/** Tests of {@code signalbox.domain.study}. */
@NullMarked
package signalbox.domain.study;

import org.jspecify.annotations.NullMarked;
