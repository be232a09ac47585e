package signalbox.presentation.rest;

import java.util.ArrayList;
import java.util.List;

/** Collects routes. Paths are below {@code /api/v1} and name their parameters in braces. */
public final class Router {
  private final List<Route> routes = new ArrayList<>();

  public Router get(String path, Access access, Endpoint endpoint) {
    return add("GET", path, access, endpoint);
  }

  public Router post(String path, Access access, Endpoint endpoint) {
    return add("POST", path, access, endpoint);
  }

  public Router put(String path, Access access, Endpoint endpoint) {
    return add("PUT", path, access, endpoint);
  }

  public Router patch(String path, Access access, Endpoint endpoint) {
    return add("PATCH", path, access, endpoint);
  }

  public Router delete(String path, Access access, Endpoint endpoint) {
    return add("DELETE", path, access, endpoint);
  }

  public Router head(String path, Access access, Endpoint endpoint) {
    return add("HEAD", path, access, endpoint);
  }

  public Router options(String path, Access access, Endpoint endpoint) {
    return add("OPTIONS", path, access, endpoint);
  }

  /** What was registered, in order. */
  public List<Route> routes() {
    return List.copyOf(routes);
  }

  private Router add(String method, String path, Access access, Endpoint endpoint) {
    if (!path.startsWith("/") || path.endsWith("/")) {
      throw new IllegalArgumentException("Not a path of a route: " + path);
    }
    boolean taken =
        routes.stream()
            .anyMatch(route -> route.method().equals(method) && route.path().equals(path));
    if (taken) {
      throw new IllegalArgumentException("Registered twice: " + method + " " + path);
    }
    routes.add(new Route(method, path, access, endpoint));
    return this;
  }
}
