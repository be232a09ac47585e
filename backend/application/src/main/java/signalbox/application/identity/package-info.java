/**
 * Sign-in, users, tokens, and who may do what.
 *
 * <p>HTTP, cookies and cryptography must not live here.
 */
@NullMarked
package signalbox.application.identity;

import org.jspecify.annotations.NullMarked;
