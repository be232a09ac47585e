/**
 * Users, their ids and their roles.
 *
 * <p>How passwords are hashed and tokens are signed must not live here.
 */
@NullMarked
package signalbox.domain.identity;

import org.jspecify.annotations.NullMarked;
