/** Tests of {@code signalbox.infrastructure.http.notification}, with a receiver of their own. */
@NullMarked
package signalbox.infrastructure.http.notification;

import org.jspecify.annotations.NullMarked;
