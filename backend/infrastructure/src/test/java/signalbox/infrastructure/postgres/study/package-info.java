/** Tests of {@code signalbox.infrastructure.postgres.study}. */
@NullMarked
package signalbox.infrastructure.postgres.study;

import org.jspecify.annotations.NullMarked;
