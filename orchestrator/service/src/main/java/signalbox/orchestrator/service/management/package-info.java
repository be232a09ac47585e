/**
 * Health and metrics over HTTP.
 *
 * <p>Nothing here changes anything.
 */
@NullMarked
package signalbox.orchestrator.service.management;

import org.jspecify.annotations.NullMarked;
