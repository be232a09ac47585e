/** Tests of {@code signalbox.presentation.rest.metric}. */
@NullMarked
package signalbox.presentation.rest.metric;

import org.jspecify.annotations.NullMarked;
