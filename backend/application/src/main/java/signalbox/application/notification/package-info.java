/**
 * Alert rules, inboxes and webhooks: what fires, whom it tells, and how it gets out.
 *
 * <p>How anything is stored or sent must not live here.
 */
@NullMarked
package signalbox.application.notification;

import org.jspecify.annotations.NullMarked;
