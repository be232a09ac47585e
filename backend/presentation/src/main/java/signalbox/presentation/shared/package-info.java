/**
 * What the edges share: the JSON mapper, the error catalogue's texts, the origins of browsers.
 *
 * <p>Nothing of one protocol and nothing of one feature must live here.
 */
@NullMarked
package signalbox.presentation.shared;

import org.jspecify.annotations.NullMarked;
