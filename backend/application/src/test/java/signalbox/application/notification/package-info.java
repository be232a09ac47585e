/** Tests of {@code signalbox.application.notification}, and its stores in memory. */
@NullMarked
package signalbox.application.notification;

import org.jspecify.annotations.NullMarked;
