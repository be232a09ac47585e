/**
 * Alert rules, inboxes and webhooks in PostgreSQL.
 *
 * <p>Decisions about them must not live here.
 */
@NullMarked
package signalbox.infrastructure.postgres.notification;

import org.jspecify.annotations.NullMarked;
