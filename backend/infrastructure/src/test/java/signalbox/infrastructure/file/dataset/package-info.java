/**
 * Tests of readers and spool on real files.
 *
 * <p>Tests of servers must not live here.
 */
@NullMarked
package signalbox.infrastructure.file.dataset;

import org.jspecify.annotations.NullMarked;
