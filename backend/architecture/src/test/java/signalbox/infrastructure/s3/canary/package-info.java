/**
 * Canaries: classes that break a rule on purpose.
 *
 * <p>Anything that keeps the rules must not live here.
 */
@NullMarked
package signalbox.infrastructure.s3.canary;

import org.jspecify.annotations.NullMarked;
