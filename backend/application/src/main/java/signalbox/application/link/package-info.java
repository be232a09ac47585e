/**
 * Short names for long paths of the web application.
 *
 * <p>What a path shows must not be known here: whoever follows it needs rights of his own.
 */
@NullMarked
package signalbox.application.link;

import org.jspecify.annotations.NullMarked;
