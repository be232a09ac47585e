/**
 * The codes of the error catalogue and the one exception that carries them.
 *
 * <p>Texts for people and protocol statuses must not live here: only edges translate.
 */
@NullMarked
package signalbox.domain.error;

import org.jspecify.annotations.NullMarked;
