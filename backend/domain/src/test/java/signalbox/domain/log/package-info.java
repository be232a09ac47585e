/** Tests of {@code signalbox.domain.run}. */
@NullMarked
package signalbox.domain.log;

import org.jspecify.annotations.NullMarked;
