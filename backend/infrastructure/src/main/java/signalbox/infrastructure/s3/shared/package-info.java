/**
 * Objects in a bucket of any server that speaks S3.
 *
 * <p>What the objects mean must not live here.
 */
@NullMarked
package signalbox.infrastructure.s3.shared;

import org.jspecify.annotations.NullMarked;
