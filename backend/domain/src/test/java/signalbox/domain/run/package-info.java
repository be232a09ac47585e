/** Tests of {@code signalbox.domain.run}. */
@NullMarked
package signalbox.domain.run;

import org.jspecify.annotations.NullMarked;
