package signalbox.application.dataset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.shared.UuidCursor;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.dataset.DatasetSource;
import signalbox.domain.project.ProjectId;

/** Datasets in memory. */
public final class InMemoryDatasetCatalogue implements DatasetCatalogue {
  private record Entry(
      Dataset dataset, TablePreview preview, TableProfile profile, DatasetFacts facts) {}

  private final Map<DatasetId, Entry> entries = new ConcurrentHashMap<>();
  private final Set<DatasetId> used = ConcurrentHashMap.newKeySet();

  /** Behaves as if a run used the dataset. */
  public void use(DatasetId id) {
    used.add(id);
  }

  @Override
  public void insert(
      Dataset dataset, TablePreview preview, TableProfile profile, DatasetFacts facts) {
    entries.put(dataset.id(), new Entry(dataset, preview, profile, facts));
  }

  @Override
  public Optional<Dataset> lockNewest(DatasetId family) {
    return family(family).findFirst();
  }

  @Override
  public Optional<DatasetView> findBySource(ProjectId project, String sha256) {
    return entries.values().stream()
        .map(Entry::dataset)
        .filter(dataset -> dataset.projectId().equals(project))
        .filter(dataset -> sourceOf(dataset).equals(sha256))
        .max(Comparator.comparing((Dataset d) -> d.id().toString()))
        .map(this::view);
  }

  private static String sourceOf(Dataset dataset) {
    DatasetSource source = dataset.source();
    return source == null ? dataset.sha256() : source.sha256();
  }

  @Override
  public List<DatasetView> versions(DatasetId family) {
    return family(family).map(this::view).toList();
  }

  private Stream<Dataset> family(DatasetId family) {
    return entries.values().stream()
        .map(Entry::dataset)
        .filter(dataset -> dataset.family().equals(family))
        .sorted(Comparator.comparingInt(Dataset::version).reversed());
  }

  @Override
  public Optional<SkippedRows> findSkipped(DatasetId id) {
    return Optional.ofNullable(entries.get(id))
        .map(entry -> {
          DatasetSource source = entry.dataset().source();
          return new SkippedRows(
              source == null ? 0 : source.skippedRows(), entry.facts().skipped());
        });
  }

  @Override
  public void describe(DatasetId family, String name, String description) {
    for (Dataset old : family(family).toList()) {
      entries.computeIfPresent(
          old.id(),
          (_, entry) ->
              new Entry(
                  new Dataset(
                      old.id(),
                      old.projectId(),
                      old.family(),
                      old.version(),
                      name,
                      description,
                      old.format(),
                      old.delimiter(),
                      old.objectKey(),
                      old.sizeBytes(),
                      old.sha256(),
                      old.rows(),
                      old.columns(),
                      old.source(),
                      old.model(),
                      old.createdAt(),
                      old.createdBy()),
                  entry.preview(),
                  entry.profile(),
                  entry.facts()));
    }
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
  public Page<DatasetView> list(ProjectId project, DatasetFilter filter, PageRequest request) {
    @Nullable UUID before = UuidCursor.decode(request.cursor());
    Comparator<UUID> order = Comparator.comparing(UUID::toString);
    List<Dataset> own =
        entries.values().stream()
            .map(Entry::dataset)
            .filter(dataset -> dataset.projectId().equals(project))
            .filter(dataset -> matches(dataset, filter))
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

  private boolean matches(Dataset dataset, DatasetFilter filter) {
    String text = filter.text();
    return (!filter.latest() || latest(dataset))
        && (text == null
            || dataset.name().toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT)))
        && (filter.task() == null || filter.task() == facts(dataset).task());
  }

  private boolean latest(Dataset dataset) {
    return family(dataset.family()).findFirst().filter(dataset::equals).isPresent();
  }

  private DatasetFacts facts(Dataset dataset) {
    Entry entry = entries.get(dataset.id());
    return entry == null ? DatasetFacts.NONE : entry.facts();
  }

  private DatasetView view(Dataset dataset) {
    DatasetFacts facts = facts(dataset);
    return new DatasetView(
        dataset,
        "Somebody",
        used.contains(dataset.id()) ? 1 : 0,
        latest(dataset),
        facts.target(),
        facts.task(),
        facts.quality());
  }
}
