/** Tests of the log of the Java parts. */
@NullMarked
package signalbox.logging;

import org.jspecify.annotations.NullMarked;
