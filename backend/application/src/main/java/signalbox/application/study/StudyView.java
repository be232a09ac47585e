package signalbox.application.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import signalbox.application.run.RunView;
import signalbox.domain.run.RunId;
import signalbox.domain.study.Improvement;
import signalbox.domain.study.Study;

/**
 * A study as a viewer reads it.
 *
 * @param best at most {@value #MOST_BEST}, by their numbers
 * @param improvements at most {@value #MOST_IMPROVEMENTS}, by their numbers
 */
public record StudyView(RunView run, Study study, List<Best> best, List<Improvement> improvements) {
  public static final int MOST_BEST = 100;
  public static final int MOST_IMPROVEMENTS = 200;

  public StudyView {
    best = List.copyOf(best);
    improvements = List.copyOf(improvements);
  }

  /** A trial that no other beats, with its parameters; none when it was deleted. */
  public record Best(int number, RunId run, List<Double> values, Map<String, Object> parameters) {
    public Best {
      values = List.copyOf(values);
      parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }
  }
}
