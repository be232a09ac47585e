package signalbox.application.run;

import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunField;

/** What the runs of a project can be found by. Thread-safe. */
public interface RunWords {
  /**
   * Metrics and parameters whose name holds the text, in any case: metrics first, by name.
   *
   * @param kind only these; null for both
   */
  Fields fields(ProjectId project, @Nullable Kind kind, String part, int limit);

  /**
   * Values of an attribute or a parameter that hold the text, in any case, the most frequent first.
   * Empty for fields whose values are no words.
   */
  List<Word> values(ProjectId project, RunField field, String part, int limit);

  /** What a field is read from. */
  enum Kind {
    METRIC,
    PARAM
  }

  /**
   * Some fields.
   *
   * @param total how many there are
   */
  record Fields(List<RunField> fields, long total) {
    public Fields {
      fields = List.copyOf(fields);
    }
  }

  /**
   * A value.
   *
   * @param value a text or a number
   * @param runs how many runs have it; archived ones do not count
   */
  record Word(Object value, long runs) {}
}
