package signalbox.presentation.rest.study;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.study.StudyInstance;
import signalbox.application.study.TrialPage;
import signalbox.domain.dataset.InstanceModel;
import signalbox.presentation.view.InstanceModelJson;
import signalbox.presentation.view.TrialColumnsJson;
import signalbox.presentation.view.Words;

/** What studies are told and asked for, beside a study itself. */
final class StudyBodies {
  private StudyBodies() {}

  /** What is to be changed; what is missing stays. */
  record ChangeBody(@Nullable Long trials, @Nullable Long parallelism) {}

  /** Parameters to try. */
  record ConfigurationsBody(List<Map<String, Object>> configurations) {}

  /**
   * An instance of a set.
   *
   * @param place from 1, in the order in which trials solve them
   */
  record InstanceBody(
      int place,
      UUID datasetId,
      String name,
      int version,
      String format,
      @Nullable InstanceModelJson model) {
    /** All of a set. */
    static List<InstanceBody> of(List<StudyInstance> instances) {
      List<InstanceBody> bodies = new ArrayList<>();
      for (StudyInstance instance : instances) {
        InstanceModel model = instance.model();
        bodies.add(
            new InstanceBody(
                bodies.size() + 1,
                instance.dataset().value(),
                instance.name(),
                instance.version(),
                Words.of(instance.format()),
                model == null ? null : InstanceModelJson.of(model)));
      }
      return List.copyOf(bodies);
    }
  }

  /** The whole set. */
  record InstancesBody(List<InstanceBody> items) {}

  /**
   * Some trials.
   *
   * @param revision for {@code after} of the next request
   */
  record TrialsBody(
      String revision, boolean more, long total, @JsonUnwrapped TrialColumnsJson columns) {
    static TrialsBody of(TrialPage page) {
      return new TrialsBody(
          Long.toString(page.revision()),
          page.more(),
          page.total(),
          TrialColumnsJson.of(page.parameters(), page.rows()));
    }
  }
}
