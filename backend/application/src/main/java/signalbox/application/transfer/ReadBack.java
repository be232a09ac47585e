package signalbox.application.transfer;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import signalbox.application.artifact.ArtifactRepository;
import signalbox.application.dataset.DatasetCatalogue;
import signalbox.application.dataset.DatasetFilter;
import signalbox.application.dataset.DatasetView;
import signalbox.application.model.ModelRepository;
import signalbox.application.notification.AlertRuleRepository;
import signalbox.application.project.ProjectRepository;
import signalbox.application.run.RunNotes;
import signalbox.application.run.RunRepository;
import signalbox.application.run.RunTemplates;
import signalbox.application.run.SavedViews;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.study.StudyEventFilter;
import signalbox.application.study.StudyEventPlace;
import signalbox.application.study.StudyEventRepository;
import signalbox.application.study.StudyInstances;
import signalbox.application.study.StudyRepository;
import signalbox.application.study.TrialRepository;
import signalbox.application.study.TrialRow;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.ErrorKind;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.UserId;
import signalbox.domain.model.Model;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;
import signalbox.domain.study.StudyEvent;

/**
 * Reads everything that an import has written once in the way in which screens read it: what cannot
 * be read refuses the file, and not the screen later.
 */
public final class ReadBack {
  private static final int RUNS_AT_ONCE = 100;
  private static final int EVENTS_AT_ONCE = 1_000;
  private static final int TRIALS_AT_ONCE = 1_000;

  private final Ports ports;

  /** What is read. */
  public record Ports(
      ProjectRepository projects,
      ProjectRows rows,
      DatasetCatalogue datasets,
      ModelRepository models,
      RunRepository runs,
      RunNotes notes,
      ArtifactRepository artifacts,
      StudyRepository studies,
      TrialRepository trials,
      StudyInstances instances,
      StudyEventRepository studyEvents,
      SavedViews views,
      RunTemplates templates,
      AlertRuleRepository rules) {}

  public ReadBack(Ports ports) {
    this.ports = ports;
  }

  /**
   * In the transaction that has written it.
   *
   * @throws SignalboxException {@code import.invalid} with the table
   */
  public void check(ProjectId project, UserId user) {
    reading("project", () -> ports.projects().find(project));
    reading("dataset", () -> pages(this::datasets, project, this::lookAtDataset));
    reading("model", () -> pages(this::models, project, this::lookAtModel));
    reading("saved_view", () -> ports.views().list(project, user));
    reading("run_template", () -> ports.templates().list(project, user));
    reading("alert_rule", () -> ports.rules().list(project, user));
    List<RunId> runs = ports.rows().runs(project);
    for (int from = 0; from < runs.size(); from += RUNS_AT_ONCE) {
      List<RunId> some = runs.subList(from, Math.min(from + RUNS_AT_ONCE, runs.size()));
      List<Run> read = reading("run", () -> ports.runs().findAll(some));
      read.forEach(this::lookAtRun);
    }
  }

  private Page<DatasetView> datasets(ProjectId project, PageRequest page) {
    return ports.datasets().list(project, DatasetFilter.ALL, page);
  }

  private void lookAtDataset(DatasetView view) {
    DatasetId id = view.dataset().id();
    ports.datasets().findPreview(id);
    ports.datasets().findProfile(id);
    ports.datasets().findSkipped(id);
  }

  private Page<Model> models(ProjectId project, PageRequest page) {
    return ports.models().list(project, page);
  }

  private void lookAtModel(Model model) {
    pages((id, page) -> ports.models().listVersions(id, page), model.id(), _ -> {});
  }

  private void lookAtRun(Run run) {
    reading(
        "run_event", () -> pages((id, page) -> ports.runs().events(id, page), run.id(), _ -> {}));
    reading("run_note", () -> ports.notes().find(run.id()));
    reading(
        "artifact", () -> pages((id, page) -> ports.artifacts().list(id, page), run.id(), _ -> {}));
    if (run.kind() == RunKind.STUDY) {
      reading("study", () -> ports.studies().findAll(List.of(run.id())));
      reading("trial", () -> trials(run.id()));
      reading("study_instance", () -> ports.instances().list(run.id()));
      reading("study_event", () -> studyEvents(run.id()));
    }
  }

  private boolean trials(RunId study) {
    List<TrialRow> some = ports.trials().after(study, -1, TRIALS_AT_ONCE);
    while (!some.isEmpty()) {
      some = ports.trials().after(study, some.getLast().trial().revision(), TRIALS_AT_ONCE);
    }
    return true;
  }

  private boolean studyEvents(RunId study) {
    List<StudyEvent> some = studyEvents(study, StudyEventPlace.START);
    while (!some.isEmpty()) {
      some = studyEvents(study, StudyEventPlace.of(some.getLast()));
    }
    return true;
  }

  private List<StudyEvent> studyEvents(RunId study, StudyEventPlace place) {
    return ports.studyEvents().after(study, StudyEventFilter.ALL, place, EVENTS_AT_ONCE);
  }

  /** A list that is asked for in pages. */
  @FunctionalInterface
  private interface Pages<K, T> {
    Page<T> read(K of, PageRequest page);
  }

  private static <K, T> boolean pages(Pages<K, T> list, K of, Consumer<T> sink) {
    @Nullable String cursor = null;
    do {
      Page<T> page = list.read(of, new PageRequest(PageRequest.MAX_LIMIT, cursor));
      page.items().forEach(sink);
      cursor = page.nextCursor();
    } while (cursor != null);
    return true;
  }

  /** Whatever our readers throw at rows that we have not written ourselves is the rows' fault. */
  private static <T> T reading(String table, Supplier<T> read) {
    try {
      return read.get();
    } catch (SignalboxException e) {
      ErrorKind kind = e.code().kind();
      throw kind == ErrorKind.UNAVAILABLE || kind == ErrorKind.INTERNAL ? e : unreadable(table, e);
    } catch (RuntimeException e) {
      throw unreadable(table, e);
    }
  }

  private static SignalboxException unreadable(String table, RuntimeException e) {
    return Refusals.invalid("rows/" + table, "a row cannot be read").causedBy(e);
  }
}
