/**
 * Datasets and the types of their columns.
 *
 * <p>File formats and storage must not live here.
 */
@NullMarked
package signalbox.domain.dataset;

import org.jspecify.annotations.NullMarked;
