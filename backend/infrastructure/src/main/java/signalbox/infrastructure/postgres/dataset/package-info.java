/**
 * Datasets with preview and profile in PostgreSQL.
 *
 * <p>File formats must not live here.
 */
@NullMarked
package signalbox.infrastructure.postgres.dataset;

import org.jspecify.annotations.NullMarked;
