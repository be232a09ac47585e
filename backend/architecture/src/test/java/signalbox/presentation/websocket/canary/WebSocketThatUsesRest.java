package signalbox.presentation.websocket.canary;

import signalbox.presentation.rest.Route;

/** Breaks a rule on purpose: the WebSocket uses REST. */
public final class WebSocketThatUsesRest {
  /** Asks. */
  public String path(Route route) {
    return route.path();
  }
}
