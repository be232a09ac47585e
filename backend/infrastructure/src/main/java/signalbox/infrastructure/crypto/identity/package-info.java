/**
 * Password hashes, signed tokens and random secrets.
 *
 * <p>Who may do what must not live here.
 */
@NullMarked
package signalbox.infrastructure.crypto.identity;

import org.jspecify.annotations.NullMarked;
