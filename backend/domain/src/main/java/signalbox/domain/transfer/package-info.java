/**
 * Projects on their way between installations, as files.
 *
 * <p>The format of the file must not live here.
 */
@NullMarked
package signalbox.domain.transfer;

import org.jspecify.annotations.NullMarked;
