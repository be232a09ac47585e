package signalbox.bootstrap;

import io.javalin.config.JavalinConfig;
import java.util.List;
import java.util.function.Consumer;
import signalbox.presentation.rest.RouteGroup;

/** The objects of one feature, and what they add to the backend. */
public interface Wiring {
  /** Routes below {@code /api/v1}. */
  default List<RouteGroup> routes() {
    return List.of();
  }

  /** What is not REST but shares the port, such as the WebSocket. */
  default List<Consumer<JavalinConfig>> extensions() {
    return List.of();
  }

  /** What runs beside requests. */
  default List<Part> parts() {
    return List.of();
  }

  /** Tells those who stay connected that the backend stops; called before the port is closed. */
  default void goAway() {}
}
