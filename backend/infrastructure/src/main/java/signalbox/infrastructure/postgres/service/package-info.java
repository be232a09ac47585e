/**
 * ML services as last seen, in PostgreSQL.
 *
 * <p>The catalogue's rules must not live here.
 */
@NullMarked
package signalbox.infrastructure.postgres.service;

import org.jspecify.annotations.NullMarked;
