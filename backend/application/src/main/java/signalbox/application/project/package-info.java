/**
 * Use cases and ports of projects and their members.
 *
 * <p>What lies in a project must not live here.
 */
@NullMarked
package signalbox.application.project;

import org.jspecify.annotations.NullMarked;
