/**
 * Webhooks over HTTP.
 *
 * <p>What is sent, and when it is tried again, must not be decided here.
 */
@NullMarked
package signalbox.infrastructure.http.notification;

import org.jspecify.annotations.NullMarked;
