package signalbox.application.event;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;

/** Something a viewer can follow. The text form is the public name of the topic. */
public sealed interface Topic {
  /** The changed runs of a project. */
  record ProjectRuns(ProjectId project) implements Topic {
    @Override
    public String toString() {
      return "project:" + project + ":runs";
    }
  }

  /** State, timeline and artifacts of one run. */
  record OneRun(RunId run) implements Topic {
    @Override
    public String toString() {
      return "run:" + run;
    }
  }

  /** The metric points of one run. */
  record RunMetrics(RunId run) implements Topic {
    @Override
    public String toString() {
      return "run:" + run + ":metrics";
    }
  }

  /** The instances of the ML services. */
  record SystemState() implements Topic {
    @Override
    public String toString() {
      return "system";
    }
  }

  /** The topic of a public name; empty when there is no such name. */
  static Optional<Topic> parse(String name) {
    if (name.equals("system")) {
      return Optional.of(new SystemState());
    }
    Matcher parts = Names.PATTERN.matcher(name);
    if (!parts.matches()) {
      return Optional.empty();
    }
    if (parts.group("project") != null) {
      return Optional.of(new ProjectRuns(new ProjectId(UUID.fromString(parts.group("project")))));
    }
    RunId run = new RunId(UUID.fromString(parts.group("run")));
    return Optional.of(parts.group("metrics") == null ? new OneRun(run) : new RunMetrics(run));
  }

  /** How names are written. */
  final class Names {
    private static final String UUID_TEXT =
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
    private static final Pattern PATTERN =
        Pattern.compile(
            "project:(?<project>"
                + UUID_TEXT
                + "):runs|run:(?<run>"
                + UUID_TEXT
                + ")(?<metrics>:metrics)?");

    private Names() {}
  }
}
