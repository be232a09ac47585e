/**
 * Tests of the file of a project, and of what is made of one.
 *
 * <p>Tests of servers must not live here.
 */
@NullMarked
package signalbox.infrastructure.file.transfer;

import org.jspecify.annotations.NullMarked;
