/**
 * Component tests: the whole backend on a real PostgreSQL, Kafka and S3.
 *
 * <p>Tests of one class of another layer must not live here.
 */
@NullMarked
package signalbox.bootstrap;

import org.jspecify.annotations.NullMarked;
