package signalbox.presentation.rest.study;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import signalbox.application.study.TrialPage;
import signalbox.presentation.view.TrialColumnsJson;

/** What studies are told and asked for, beside a study itself. */
final class StudyBodies {
  private StudyBodies() {}

  /** What is to be changed; what is missing stays. */
  record ChangeBody(@Nullable Long trials, @Nullable Long parallelism) {}

  /** Parameters to try. */
  record ConfigurationsBody(List<Map<String, Object>> configurations) {}

  /**
   * Some trials.
   *
   * @param revision for {@code after} of the next request
   * @param deleted numbers of those that are gone since
   */
  record TrialsBody(
      String revision,
      boolean more,
      long total,
      List<Integer> deleted,
      @JsonUnwrapped TrialColumnsJson columns) {
    static TrialsBody of(TrialPage page) {
      return new TrialsBody(
          Long.toString(page.revision()),
          page.more(),
          page.total(),
          page.deleted(),
          TrialColumnsJson.of(page.parameters(), page.rows()));
    }
  }
}
