/**
 * What is stored: inventories that find and remove orphans, the work that keeps the stores small,
 * and what retention did.
 *
 * <p>What the stored things mean must not live here.
 */
@NullMarked
package signalbox.application.storage;

import org.jspecify.annotations.NullMarked;
