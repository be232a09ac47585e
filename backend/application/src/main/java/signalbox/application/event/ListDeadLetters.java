package signalbox.application.event;

import org.jspecify.annotations.Nullable;
import signalbox.application.shared.PageRequest;

/**
 * Asks for dead letters, newest first. Needs an administrator.
 *
 * @param state null for all
 */
public record ListDeadLetters(DeadLetter.@Nullable State state, PageRequest page) {}
