package signalbox.presentation.rest.study;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.study.StudyEventPage;
import signalbox.application.study.StudyEventPlace;
import signalbox.application.study.StudyEventView;
import signalbox.application.study.StudyInstance;
import signalbox.application.study.TrialPage;
import signalbox.domain.dataset.InstanceModel;
import signalbox.domain.identity.UserId;
import signalbox.domain.study.StudyEvent;
import signalbox.presentation.view.InstanceModelJson;
import signalbox.presentation.view.RunJson;
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
   * An event.
   *
   * @param id tells it from the others of its study
   * @param trial the number of the trial it is about
   */
  record EventBody(
      String id,
      Instant time,
      String type,
      @Nullable Integer trial,
      RunJson.@Nullable UserRefJson by,
      String text) {
    static EventBody of(StudyEventView view) {
      StudyEvent event = view.event();
      UserId by = event.by();
      String name = view.byName();
      return new EventBody(
          StudyEventPlace.of(event).toString(),
          event.time(),
          Words.of(event.type()),
          event.trial(),
          by == null ? null : new RunJson.UserRefJson(by.value(), name == null ? "" : name),
          event.text());
    }
  }

  /**
   * A part of a log, in the order of its times.
   *
   * @param before a cursor for what was stored before all of it
   * @param after a cursor for what was stored after all of it
   */
  record EventsBody(
      List<EventBody> items,
      @Nullable String before,
      @Nullable String after,
      boolean more,
      long total) {
    static EventsBody of(StudyEventPage page) {
      StudyEventPlace first = page.first();
      StudyEventPlace last = page.last();
      return new EventsBody(
          page.events().stream().map(EventBody::of).toList(),
          first == null ? null : first.toString(),
          last == null ? null : last.toString(),
          page.more(),
          page.total());
    }
  }

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
