/**
 * Real PostgreSQL, Kafka and S3 servers as child processes of this JVM.
 *
 * <p>Nothing here knows what Signalbox stores in those servers, and nothing here speaks their
 * protocols beyond what starting them takes.
 */
@NullMarked
package signalbox.embedded;

import org.jspecify.annotations.NullMarked;
