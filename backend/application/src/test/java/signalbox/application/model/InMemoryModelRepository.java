package signalbox.application.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.shared.UuidCursor;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.model.Model;
import signalbox.domain.model.ModelId;
import signalbox.domain.model.ModelVersion;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;

/** Models in memory. For one thread; locks nothing. */
public final class InMemoryModelRepository implements ModelRepository {
  private final Map<String, Model> models = new TreeMap<>(Comparator.reverseOrder());
  private final List<ModelVersion> versions = new ArrayList<>();

  @Override
  public Optional<Model> find(ModelId id) {
    return Optional.ofNullable(models.get(id.toString()));
  }

  @Override
  public Optional<ModelVersion> findVersion(ModelId id, int version) {
    return versions.stream()
        .filter(known -> known.modelId().equals(id) && known.version() == version)
        .findFirst();
  }

  @Override
  public Optional<ModelVersion> findByRun(RunId run) {
    return versions.stream().filter(known -> known.runId().equals(run)).findFirst();
  }

  @Override
  public Optional<Model> findAndLock(ProjectId project, String name) {
    return models.values().stream()
        .filter(known -> known.projectId().equals(project) && known.name().equals(name))
        .findFirst();
  }

  @Override
  public void insert(Model model) {
    models.put(model.id().toString(), model);
    versions.add(model.latestVersion());
  }

  @Override
  public void insertVersion(ModelVersion version) {
    Model model = find(version.modelId()).orElseThrow();
    versions.add(version);
    models.put(
        model.id().toString(),
        new Model(model.id(), model.projectId(), model.name(), version, model.createdAt()));
  }

  @Override
  public Page<Model> list(ProjectId project, PageRequest page) {
    UUID before = UuidCursor.decode(page.cursor());
    List<Model> all =
        models.values().stream().filter(known -> known.projectId().equals(project)).toList();
    List<Model> rest =
        all.stream()
            .filter(
                known -> before == null || known.id().toString().compareTo(before.toString()) < 0)
            .toList();
    List<Model> shown = rest.subList(0, Math.min(rest.size(), page.limit()));
    return new Page<>(
        shown,
        rest.size() > shown.size() ? UuidCursor.encode(shown.getLast().id().value()) : null,
        all.size());
  }

  @Override
  public Page<ModelVersion> listVersions(ModelId model, PageRequest page) {
    if (page.cursor() != null && !page.cursor().matches("[0-9]{1,9}")) {
      throw SignalboxException.invalid("cursor", "is not a cursor of this list");
    }
    int before = page.cursor() == null ? Integer.MAX_VALUE : Integer.parseInt(page.cursor());
    List<ModelVersion> all =
        versions.stream()
            .filter(known -> known.modelId().equals(model))
            .sorted(Comparator.comparingInt(ModelVersion::version).reversed())
            .toList();
    List<ModelVersion> rest = all.stream().filter(known -> known.version() < before).toList();
    List<ModelVersion> shown = rest.subList(0, Math.min(rest.size(), page.limit()));
    return new Page<>(
        shown,
        rest.size() > shown.size() ? Integer.toString(shown.getLast().version()) : null,
        all.size());
  }
}
