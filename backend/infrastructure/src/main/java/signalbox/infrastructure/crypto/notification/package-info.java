/**
 * Cryptography of webhooks.
 *
 * <p>What is sent, and to whom, must not be decided here.
 */
@NullMarked
package signalbox.infrastructure.crypto.notification;

import org.jspecify.annotations.NullMarked;
