/**
 * Use cases and ports of datasets: upload, preview, profile, the check of a target.
 *
 * <p>File formats and SQL must not live here.
 */
@NullMarked
package signalbox.application.dataset;

import org.jspecify.annotations.NullMarked;
