package signalbox.application.identity;

/** Asks for the user who asks. */
public record FindMe() {}
