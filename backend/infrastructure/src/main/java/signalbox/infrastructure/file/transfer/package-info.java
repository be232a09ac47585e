/**
 * The file of a project: a plain tar, written and read in bounded memory.
 *
 * <p>What a project consists of must not live here.
 */
@NullMarked
package signalbox.infrastructure.file.transfer;

import org.jspecify.annotations.NullMarked;
