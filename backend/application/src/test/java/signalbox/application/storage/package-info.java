/**
 * Fakes and contracts of what is stored, and tests of inventories and chores.
 *
 * <p>Real stores must not be needed here.
 */
@NullMarked
package signalbox.application.storage;

import org.jspecify.annotations.NullMarked;
