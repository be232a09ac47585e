/**
 * Sign-in, the user, tokens and users over REST.
 *
 * <p>Decisions about them must not live here.
 */
@NullMarked
package signalbox.presentation.rest.identity;

import org.jspecify.annotations.NullMarked;
