package signalbox.application.run;

import java.util.Map;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunKind;

/** Keeps a wanted run under a name, for its owner alone. Needs the role editor. */
public record SaveRunTemplate(
    ProjectId project, String name, RunKind kind, Map<String, Object> run) {}
