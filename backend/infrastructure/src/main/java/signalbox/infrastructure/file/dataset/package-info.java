/**
 * Files with tables: the spool of uploads, CSV, Parquet, samples.
 *
 * <p>Where datasets are listed and who may see them must not live here.
 */
@NullMarked
package signalbox.infrastructure.file.dataset;

import org.jspecify.annotations.NullMarked;
