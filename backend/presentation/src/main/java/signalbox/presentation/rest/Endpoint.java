package signalbox.presentation.rest;

import java.io.IOException;

/** Answers one route: decodes, calls a use case, encodes. Safe for use by many threads. */
@FunctionalInterface
public interface Endpoint {
  /**
   * Writes exactly one answer to the request.
   *
   * @throws IOException when the connection breaks
   */
  void handle(Request request) throws IOException;
}
