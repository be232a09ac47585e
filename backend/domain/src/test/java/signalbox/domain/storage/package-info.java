/**
 * Tests of the rules of inventories.
 *
 * <p>Stores must not be needed here.
 */
@NullMarked
package signalbox.domain.storage;

import org.jspecify.annotations.NullMarked;
