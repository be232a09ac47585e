/**
 * Notifications, alert rules and webhooks over REST.
 *
 * <p>Decisions about them must not live here.
 */
@NullMarked
package signalbox.presentation.rest.notification;

import org.jspecify.annotations.NullMarked;
