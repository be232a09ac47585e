/**
 * What the metadata store says of logs.
 *
 * <p>Lines must not live here: they are telemetry.
 */
@NullMarked
package signalbox.infrastructure.postgres.log;

import org.jspecify.annotations.NullMarked;
