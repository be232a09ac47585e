/** Tests of {@code signalbox.presentation.rest.study}. */
@NullMarked
package signalbox.presentation.rest.study;

import org.jspecify.annotations.NullMarked;
