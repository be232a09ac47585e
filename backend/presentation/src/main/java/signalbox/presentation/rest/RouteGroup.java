package signalbox.presentation.rest;

/** The routes of one feature. */
@FunctionalInterface
public interface RouteGroup {
  void addTo(Router router);
}
