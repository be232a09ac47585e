/**
 * Fakes and contract suites of projects.
 *
 * <p>Tests that need a server must not live here.
 */
@NullMarked
package signalbox.application.project;

import org.jspecify.annotations.NullMarked;
