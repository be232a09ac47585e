/**
 * Parameters checked against JSON Schemas.
 *
 * <p>Rules of our own on runs must not live here.
 */
@NullMarked
package signalbox.infrastructure.jsonschema.run;

import org.jspecify.annotations.NullMarked;
