/**
 * Datasets: tables with the types of their columns, and instances of optimisation problems.
 *
 * <p>File formats and storage must not live here.
 */
@NullMarked
package signalbox.domain.dataset;

import org.jspecify.annotations.NullMarked;
