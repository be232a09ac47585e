package signalbox.application.run;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Failure;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;

/** Looks through the runs of a store. */
public final class InMemorySimilarFailures implements SimilarFailures {
  private final RunRepository runs;

  public InMemorySimilarFailures(RunRepository runs) {
    this.runs = runs;
  }

  @Override
  public Found find(ProjectId project, Failure failure, RunId except, int limit) {
    List<Run> similar =
        runs.changedAfter(project, 0, Integer.MAX_VALUE).stream()
            .filter(run -> run.kind() != RunKind.TRIAL)
            .filter(run -> !run.id().equals(except) && similar(run.state().failure(), failure))
            .sorted(Comparator.comparing((Run run) -> run.id().toString()).reversed())
            .toList();
    return new Found(
        similar.stream()
            .limit(limit)
            .map(run -> new SimilarRun(run.id(), run.name(), run.state().endedAt()))
            .toList(),
        similar.size());
  }

  private static boolean similar(@Nullable Failure one, Failure other) {
    return one != null
        && one.code().equals(other.code())
        && Objects.equals(one.exceptionType(), other.exceptionType());
  }
}
