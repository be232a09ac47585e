/**
 * The routes of what is stored: sizes, chores, retention, inventories.
 *
 * <p>What is an orphan must not be decided here.
 */
@NullMarked
package signalbox.presentation.rest.storage;

import org.jspecify.annotations.NullMarked;
