package signalbox.application.identity;

/** Asks for the caller's personal API tokens. */
public record ListTokens() {}
