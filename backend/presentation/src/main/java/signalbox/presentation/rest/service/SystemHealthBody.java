package signalbox.presentation.rest.service;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import signalbox.application.service.PartHealth;
import signalbox.application.service.SystemHealth;

/** How every part is. */
record SystemHealthBody(
    String status,
    String version,
    @Nullable Long deadLetters,
    @Nullable Long staleEvents,
    List<Part> parts) {

  static SystemHealthBody of(SystemHealth health) {
    return new SystemHealthBody(
        word(health.state()),
        health.version(),
        health.deadLetters(),
        health.staleEvents(),
        health.parts().stream()
            .map(part -> new Part(part.name(), word(part.state()), part.detail()))
            .toList());
  }

  private static String word(PartHealth.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /** How one part is. */
  record Part(String name, String status, @Nullable String detail) {}
}
