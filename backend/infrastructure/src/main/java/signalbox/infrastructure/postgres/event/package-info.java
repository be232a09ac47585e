/**
 * The outbox and the idempotency keys in PostgreSQL.
 *
 * <p>Kafka must not live here.
 */
@NullMarked
package signalbox.infrastructure.postgres.event;

import org.jspecify.annotations.NullMarked;
