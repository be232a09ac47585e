/**
 * Pre-signed URLs.
 *
 * <p>No call over the network must enter here.
 */
@NullMarked
package signalbox.orchestrator.service.s3;

import org.jspecify.annotations.NullMarked;
