package signalbox.presentation.rest;

/**
 * A registered route.
 *
 * @param method upper case
 * @param path template below {@code /api/v1}: {@code /runs/{runId}}
 */
public record Route(String method, String path, Access access, Endpoint endpoint) {}
