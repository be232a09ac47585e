package signalbox.domain.run;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;

/**
 * What somebody keeps to start runs like it; seen by that person alone.
 *
 * @param name unique among the owner's in the project
 * @param run a wanted run as plain JSON values; may be incomplete
 */
public record RunTemplate(
    RunTemplateId id,
    ProjectId projectId,
    UserId owner,
    String name,
    RunKind kind,
    Map<String, Object> run,
    Instant savedAt) {
  public RunTemplate {
    run = Collections.unmodifiableMap(new LinkedHashMap<>(run));
  }
}
