/**
 * The outbox, the idempotency keys and the notices between backends in PostgreSQL.
 *
 * <p>Kafka must not live here.
 */
@NullMarked
package signalbox.infrastructure.postgres.event;

import org.jspecify.annotations.NullMarked;
