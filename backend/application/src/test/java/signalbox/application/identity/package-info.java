/**
 * Fakes and contract suites of users, sessions and tokens.
 *
 * <p>Tests that need a server must not live here.
 */
@NullMarked
package signalbox.application.identity;

import org.jspecify.annotations.NullMarked;
