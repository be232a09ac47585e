/** Tests of {@code signalbox.infrastructure.postgres.notification}. */
@NullMarked
package signalbox.infrastructure.postgres.notification;

import org.jspecify.annotations.NullMarked;
