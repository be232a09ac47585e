package signalbox.application.dataset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.shared.UuidCursor;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.project.ProjectId;

/** Datasets in memory. */
public final class InMemoryDatasetCatalogue implements DatasetCatalogue {
  private record Entry(Dataset dataset, TablePreview preview, TableProfile profile) {}

  private final Map<DatasetId, Entry> entries = new ConcurrentHashMap<>();
  private final Set<DatasetId> used = ConcurrentHashMap.newKeySet();

  /** Behaves as if a run used the dataset. */
  public void use(DatasetId id) {
    used.add(id);
  }

  @Override
  public void insert(Dataset dataset, TablePreview preview, TableProfile profile) {
    entries.put(dataset.id(), new Entry(dataset, preview, profile));
  }

  @Override
  public Optional<Dataset> find(DatasetId id) {
    return Optional.ofNullable(entries.get(id)).map(Entry::dataset);
  }

  @Override
  public Optional<DatasetView> findView(DatasetId id) {
    return find(id).map(this::view);
  }

  @Override
  public Page<DatasetView> list(ProjectId project, PageRequest request) {
    @Nullable UUID before = UuidCursor.decode(request.cursor());
    Comparator<UUID> order = Comparator.comparing(UUID::toString);
    List<Dataset> own =
        entries.values().stream()
            .map(Entry::dataset)
            .filter(dataset -> dataset.projectId().equals(project))
            .sorted(Comparator.comparing((Dataset d) -> d.id().value(), order).reversed())
            .toList();
    List<DatasetView> rest =
        new ArrayList<>(
            own.stream()
                .filter(d -> before == null || order.compare(d.id().value(), before) < 0)
                .limit(request.limit() + 1L)
                .map(this::view)
                .toList());
    boolean more = rest.size() > request.limit();
    if (more) {
      rest.removeLast();
    }
    return new Page<>(
        rest, more ? UuidCursor.encode(rest.getLast().dataset().id().value()) : null, own.size());
  }

  @Override
  public Optional<TablePreview> findPreview(DatasetId id) {
    return Optional.ofNullable(entries.get(id)).map(Entry::preview);
  }

  @Override
  public Optional<TableProfile> findProfile(DatasetId id) {
    return Optional.ofNullable(entries.get(id)).map(Entry::profile);
  }

  @Override
  public boolean delete(DatasetId id) {
    if (used.contains(id)) {
      return false;
    }
    entries.remove(id);
    return true;
  }

  private DatasetView view(Dataset dataset) {
    return new DatasetView(dataset, "Somebody", used.contains(dataset.id()) ? 1 : 0);
  }
}
