package signalbox.domain.identity;

/**
 * Who asks, as proven by a token.
 *
 * @param administrator administers the whole system: has the role admin in every project
 */
public record Principal(UserId userId, boolean administrator) {}
