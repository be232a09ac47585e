/**
 * The program that applies the schema migrations, and nothing else.
 *
 * <p>What reads or writes the tables must not live here.
 */
@NullMarked
package signalbox.database;

import org.jspecify.annotations.NullMarked;
