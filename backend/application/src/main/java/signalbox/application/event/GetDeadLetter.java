package signalbox.application.event;

import java.util.UUID;

/** Asks for one dead letter. Needs an administrator. */
public record GetDeadLetter(UUID id) {}
