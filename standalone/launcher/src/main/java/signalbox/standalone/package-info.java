/**
 * The program behind {@code ./signalbox up}, {@code down}, {@code status} and {@code logs}: starts
 * every part as a child process, watches them and stops them.
 *
 * <p>Nothing that a part does belongs here; the launcher knows only how a part is started, when it
 * is ready and what it needs.
 */
@NullMarked
package signalbox.standalone;

import org.jspecify.annotations.NullMarked;
