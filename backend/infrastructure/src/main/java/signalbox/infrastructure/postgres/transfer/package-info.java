/**
 * Projects that leave and come, in PostgreSQL: which column travels how, and who carries out an
 * import.
 *
 * <p>The file must not live here.
 */
@NullMarked
package signalbox.infrastructure.postgres.transfer;

import org.jspecify.annotations.NullMarked;
