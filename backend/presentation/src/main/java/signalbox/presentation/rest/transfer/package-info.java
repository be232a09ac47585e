/**
 * Projects that leave and come as files, over REST. The bytes of a file come as an upload.
 *
 * <p>Decisions about them must not live here.
 */
@NullMarked
package signalbox.presentation.rest.transfer;

import org.jspecify.annotations.NullMarked;
