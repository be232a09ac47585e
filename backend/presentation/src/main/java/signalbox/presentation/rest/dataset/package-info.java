/**
 * Datasets over REST, with their streamed upload.
 *
 * <p>What makes a file a table must not live here.
 */
@NullMarked
package signalbox.presentation.rest.dataset;

import org.jspecify.annotations.NullMarked;
