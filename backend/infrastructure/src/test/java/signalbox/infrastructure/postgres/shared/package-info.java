/**
 * Tests of the shared PostgreSQL parts, and the migrated databases that every adapter's test uses.
 */
@org.jspecify.annotations.NullMarked
package signalbox.infrastructure.postgres.shared;
