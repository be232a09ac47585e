/** Tests of {@code signalbox.domain.notification}. */
@NullMarked
package signalbox.domain.notification;

import org.jspecify.annotations.NullMarked;
