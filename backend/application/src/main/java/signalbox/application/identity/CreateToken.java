package signalbox.application.identity;

/**
 * Makes a personal API token for the caller.
 *
 * @param expiresInDays from 1 to 365
 */
public record CreateToken(String name, int expiresInDays) {}
