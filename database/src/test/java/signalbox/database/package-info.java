/**
 * What migrations may do: rules over their text, and the data and the statements of earlier
 * programs.
 *
 * <p>What the tables are for must not be tested here.
 */
@NullMarked
package signalbox.database;

import org.jspecify.annotations.NullMarked;
