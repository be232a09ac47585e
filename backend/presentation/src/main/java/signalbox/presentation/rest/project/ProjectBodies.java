package signalbox.presentation.rest.project;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import signalbox.application.project.Member;
import signalbox.application.project.ProjectView;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Role;

/** The JSON of projects and members. */
final class ProjectBodies {
  private ProjectBodies() {}

  record NewProjectBody(String name, @Nullable String description) {}

  record ProjectChangeBody(
      @Nullable String name,
      @Nullable String description,
      @Nullable Integer maxRunning,
      @Nullable Integer weight,
      @Nullable Integer logRetentionDays,
      @Nullable Integer metricRetentionDays) {}

  record ProjectBody(
      UUID id,
      String name,
      String description,
      String role,
      Instant createdAt,
      int maxRunning,
      int weight,
      int logRetentionDays,
      int metricRetentionDays) {
    static ProjectBody of(ProjectView view) {
      return new ProjectBody(
          view.project().id().value(),
          view.project().name(),
          view.project().description(),
          word(view.role()),
          view.project().createdAt(),
          view.project().limits().maxRunning(),
          view.project().limits().weight(),
          view.project().limits().logRetentionDays(),
          view.project().limits().metricRetentionDays());
    }
  }

  record MemberRoleBody(String role) {
    Role parsed() {
      return Stream.of(Role.values())
          .filter(known -> word(known).equals(role))
          .findFirst()
          .orElseThrow(() -> SignalboxException.invalid("role", "must be viewer, editor or admin"));
    }
  }

  record MemberBody(UUID userId, String email, String name, String role) {
    static MemberBody of(Member member) {
      return new MemberBody(
          member.userId().value(), member.email(), member.name(), word(member.role()));
    }
  }

  record ListBody<T>(List<T> items, @Nullable String nextCursor, long total) {}

  private static String word(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
