package signalbox.application.dataset;

import org.jspecify.annotations.Nullable;
import signalbox.domain.run.Task;

/**
 * Which datasets are listed.
 *
 * @param latest only the newest version of each name
 * @param text a part of the name in any case; null for all
 * @param task of the target; null for all
 */
public record DatasetFilter(boolean latest, @Nullable String text, @Nullable Task task) {
  public static final DatasetFilter ALL = new DatasetFilter(false, null, null);
}
