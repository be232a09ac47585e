/**
 * Use cases of models and their versions.
 *
 * <p>SQL and the formats of models must not live here.
 */
@NullMarked
package signalbox.application.model;

import org.jspecify.annotations.NullMarked;
