package signalbox.application.run;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.RunStatus;

/**
 * Which runs of a project are wanted.
 *
 * @param statuses any of them; empty for all
 * @param kind null for all
 * @param text a part of the name, in any case; null for all
 */
public record RunFilter(Set<RunStatus> statuses, @Nullable RunKind kind, @Nullable String text) {
  public static final RunFilter ALL = new RunFilter(Set.of(), null, null);

  public RunFilter {
    statuses = Set.copyOf(statuses);
  }
}
