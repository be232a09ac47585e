/**
 * Use cases and ports of projects that leave as a file, and come back as a new one.
 *
 * <p>The bytes of the file, and SQL, must not live here.
 */
@NullMarked
package signalbox.application.transfer;

import org.jspecify.annotations.NullMarked;
