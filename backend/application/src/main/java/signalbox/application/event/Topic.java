package signalbox.application.event;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import signalbox.domain.identity.UserId;
import signalbox.domain.log.LogId;
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

  /** The log lines of one run. */
  record RunLog(RunId run) implements Topic {
    @Override
    public String toString() {
      return "run:" + run + ":log";
    }
  }

  /** The log lines of a sender without a run. */
  record SourceLog(LogId source) implements Topic {
    @Override
    public String toString() {
      return "source:" + source + ":log";
    }
  }

  /** A study with its trials. */
  record OneStudy(RunId study) implements Topic {
    @Override
    public String toString() {
      return "study:" + study;
    }
  }

  /** The inbox of whoever asks: the name is the same for everybody. */
  record MyNotifications(UserId user) implements Topic {
    private static final String NAME = "me:notifications";

    @Override
    public String toString() {
      return NAME;
    }
  }

  /** The instances of the ML services. */
  record SystemState() implements Topic {
    @Override
    public String toString() {
      return "system";
    }
  }

  /**
   * The topic of a public name; empty when there is no such name.
   *
   * @param asker whom names mean that begin with {@code me}
   */
  static Optional<Topic> parse(String name, UserId asker) {
    if (name.equals(MyNotifications.NAME)) {
      return Optional.of(new MyNotifications(asker));
    }
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
    if (parts.group("source") != null) {
      return Optional.of(new SourceLog(new LogId(UUID.fromString(parts.group("source")))));
    }
    if (parts.group("study") != null) {
      return Optional.of(new OneStudy(new RunId(UUID.fromString(parts.group("study")))));
    }
    RunId run = new RunId(UUID.fromString(parts.group("run")));
    return Optional.of(
        switch (parts.group("part")) {
          case null -> new OneRun(run);
          case "log" -> new RunLog(run);
          case String _ -> new RunMetrics(run);
        });
  }

  /** How names are written. */
  final class Names {
    private static final String UUID_TEXT =
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
    private static final Pattern PATTERN =
        Pattern.compile(
            "project:(?<project>"
                + UUID_TEXT
                + "):runs|source:(?<source>"
                + UUID_TEXT
                + "):log|study:(?<study>"
                + UUID_TEXT
                + ")|run:(?<run>"
                + UUID_TEXT
                + ")(?::(?<part>metrics|log))?");

    private Names() {}
  }
}
