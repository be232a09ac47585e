/**
 * Rules about who may use whom, each proven on a class that breaks it.
 *
 * <p>What modules already keep apart need not live here.
 */
@NullMarked
package signalbox.architecture;

import org.jspecify.annotations.NullMarked;
