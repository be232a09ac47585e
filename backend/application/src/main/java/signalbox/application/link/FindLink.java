package signalbox.application.link;

/** Asks where a short name leads. Any signed-in user may. */
public record FindLink(String id) {}
