/**
 * Tests of hashes, tokens and secrets.
 *
 * <p>Tests that need a server must not live here.
 */
@NullMarked
package signalbox.infrastructure.crypto.identity;

import org.jspecify.annotations.NullMarked;
