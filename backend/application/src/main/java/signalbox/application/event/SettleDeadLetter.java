package signalbox.application.event;

import java.util.UUID;

/**
 * Looks after an open dead letter. Needs an administrator.
 *
 * @param replay true sends the same bytes to where they came from; false says that nobody needs
 *     them
 */
public record SettleDeadLetter(UUID id, boolean replay) {}
