/**
 * Taking in, storing, repairing and reading log lines.
 *
 * <p>Datagrams and SQL must not live here.
 */
@NullMarked
package signalbox.application.log;

import org.jspecify.annotations.NullMarked;
