/**
 * What people want to hear of runs, what they have heard, and the webhooks that hear it too.
 *
 * <p>How anything is stored or sent must not live here.
 */
@NullMarked
package signalbox.domain.notification;

import org.jspecify.annotations.NullMarked;
