/**
 * Makes the type-safe SQL from the migrations, at build time.
 *
 * <p>Nothing that runs in the product must live here.
 */
@NullMarked
package signalbox.database.generator;

import org.jspecify.annotations.NullMarked;
