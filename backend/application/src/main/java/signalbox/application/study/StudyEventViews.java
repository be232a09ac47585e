package signalbox.application.study;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import signalbox.application.run.RunNames;
import signalbox.domain.identity.UserId;
import signalbox.domain.study.StudyEvent;

/** Puts names beside events, for a whole list at once. Thread-safe. */
public final class StudyEventViews {
  private final RunNames names;

  public StudyEventViews(RunNames names) {
    this.names = names;
  }

  /** In the same order. */
  List<StudyEventView> of(List<StudyEvent> events) {
    Set<UserId> people =
        events.stream().flatMap(StudyEventViews::person).collect(Collectors.toSet());
    Map<UserId, String> known = people.isEmpty() ? Map.of() : names.users(people);
    return events.stream()
        .map(event -> new StudyEventView(event, name(event.by(), known)))
        .toList();
  }

  private static Stream<UserId> person(StudyEvent event) {
    UserId by = event.by();
    return by == null ? Stream.empty() : Stream.of(by);
  }

  private static @Nullable String name(@Nullable UserId by, Map<UserId, String> known) {
    return by == null ? null : known.getOrDefault(by, "");
  }
}
