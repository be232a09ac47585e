/** Tests of {@code signalbox.infrastructure.postgres.log}. */
@NullMarked
package signalbox.infrastructure.postgres.log;

import org.jspecify.annotations.NullMarked;
