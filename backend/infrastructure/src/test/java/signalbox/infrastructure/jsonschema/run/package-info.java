/**
 * Claims about {@code signalbox.infrastructure.jsonschema.run}, with real servers where there are
 * any.
 *
 * <p>Fakes must not live here.
 */
@NullMarked
package signalbox.infrastructure.jsonschema.run;

import org.jspecify.annotations.NullMarked;
