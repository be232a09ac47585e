package signalbox.presentation.rest.service;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import signalbox.application.event.BackendFacts;
import signalbox.application.event.LiveBackends;
import signalbox.application.service.PartHealth;
import signalbox.application.service.SystemHealth;
import signalbox.application.service.SystemOverview;

/** How every part is, and which backends there are. */
record SystemHealthBody(
    String status,
    String version,
    @Nullable Long deadLetters,
    @Nullable Long staleEvents,
    List<Part> parts,
    List<Backend> backends) {

  static SystemHealthBody of(SystemOverview overview) {
    SystemHealth health = overview.health();
    return new SystemHealthBody(
        word(health.state()),
        health.version(),
        health.deadLetters(),
        health.staleEvents(),
        health.parts().stream()
            .map(part -> new Part(part.name(), word(part.state()), part.detail()))
            .toList(),
        Stream.concat(
                Stream.of(Backend.of(overview.answering(), true)),
                overview.others().stream().map(other -> Backend.of(other, false)))
            .sorted(Comparator.comparing(Backend::name))
            .toList());
  }

  private static String word(PartHealth.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /** How one part is. */
  record Part(String name, String status, @Nullable String detail) {}

  /** A backend that is alive; one of them answers. */
  record Backend(
      String name,
      String version,
      Instant startedAt,
      int viewers,
      List<Integer> partitions,
      Instant seenAt,
      boolean answering) {

    static Backend of(LiveBackends.Heard heard, boolean answering) {
      BackendFacts facts = heard.facts();
      return new Backend(
          facts.name(),
          facts.version(),
          facts.startedAt(),
          facts.viewers(),
          facts.partitions(),
          heard.at(),
          answering);
    }
  }
}
