/**
 * The object store's contract on a real S3 server.
 *
 * <p>Fakes must not live here.
 */
@NullMarked
package signalbox.infrastructure.s3.shared;

import org.jspecify.annotations.NullMarked;
