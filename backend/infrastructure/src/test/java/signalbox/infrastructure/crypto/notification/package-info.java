/** Tests of {@code signalbox.infrastructure.crypto.notification}. */
@NullMarked
package signalbox.infrastructure.crypto.notification;

import org.jspecify.annotations.NullMarked;
