package signalbox.application.event;

import org.jspecify.annotations.Nullable;

/**
 * A dead letter as an administrator reads it.
 *
 * @param changerName the name of who looked after it; null when nobody has
 */
public record DeadLetterView(DeadLetter letter, @Nullable String changerName) {}
