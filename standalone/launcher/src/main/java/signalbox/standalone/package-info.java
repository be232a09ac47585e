/**
 * The program behind {@code ./signalbox up}, {@code down}, {@code status} and {@code logs}: starts
 * every part as a child process, watches them and stops them. And behind {@code backup} and {@code
 * restore}: saves what the parts keep in the folder of an instance, and brings it back.
 *
 * <p>Nothing that a part does belongs here; the launcher knows only how a part is started, when it
 * is ready, what it needs and where its files lie.
 */
@NullMarked
package signalbox.standalone;

import org.jspecify.annotations.NullMarked;
