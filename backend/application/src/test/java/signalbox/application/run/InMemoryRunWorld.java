package signalbox.application.run;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import signalbox.application.metric.SeriesTotals;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.UserId;
import signalbox.domain.model.ModelId;
import signalbox.domain.model.ModelVersionRef;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Comparison;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunCondition;
import signalbox.domain.run.RunField;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.RunOrder;
import signalbox.domain.run.RunParameters;
import signalbox.domain.run.RunSpec;
import signalbox.domain.run.RunValue;
import signalbox.domain.run.SolveOutcome;

/** Finds runs by looking at each of them. For one thread. */
public final class InMemoryRunWorld implements RunWorld, RunSearch, RunMetrics {
  private static final int LONGEST_TEXT = 200;

  private final List<Run> runs = new ArrayList<>();
  private final Map<UserId, Owner> users = new HashMap<>();
  private final Map<DatasetId, String> datasets = new HashMap<>();
  private final Map<ModelId, String> models = new HashMap<>();
  private final Map<RunId, Map<String, SeriesTotals>> totals = new HashMap<>();
  private final Map<RunId, RunLogs.Counts> logs = new HashMap<>();
  private int counts;

  private record Owner(String name, String email) {}

  @Override
  public ProjectId project() {
    return new ProjectId(TestRuns.IDS.next());
  }

  @Override
  public UserId user(String name, String email) {
    UserId id = new UserId(TestRuns.IDS.next());
    users.put(id, new Owner(name, email));
    return id;
  }

  /** Takes over a user of another store. */
  void know(UserId id, String name, String email) {
    users.put(id, new Owner(name, email));
  }

  void know(DatasetId id, String name) {
    datasets.put(id, name);
  }

  void know(ModelId id, String name) {
    models.put(id, name);
  }

  @Override
  public DatasetId dataset(ProjectId project, String name) {
    DatasetId id = new DatasetId(TestRuns.IDS.next());
    datasets.put(id, name);
    return id;
  }

  @Override
  public ModelVersionRef model(ProjectId project, DatasetId dataset, UserId user, String name) {
    insert(TestRuns.training(project, dataset, user, name).archived(TestRuns.NOW));
    ModelId id = new ModelId(TestRuns.IDS.next());
    models.put(id, name);
    return new ModelVersionRef(id, 1);
  }

  @Override
  public void insert(Run run) {
    runs.add(run);
  }

  /** Puts a run in the place of the one with its id, if there is any. */
  void replace(Run run) {
    runs.replaceAll(known -> known.id().equals(run.id()) ? run : known);
  }

  void remove(RunId run) {
    runs.removeIf(known -> known.id().equals(run));
  }

  @Override
  public void keep(SeriesTotals one) {
    Map<String, SeriesTotals> ofRun = totals.computeIfAbsent(one.run(), _ -> new TreeMap<>());
    SeriesTotals known = ofRun.get(one.key());
    if (known == null
        || one.attempt() > known.attempt()
        || (one.attempt() == known.attempt() && one.points() > known.points())) {
      ofRun.put(one.key(), one);
      ofRun.values().removeIf(other -> other.attempt() < one.attempt());
    }
  }

  @Override
  public void keep(Map<RunId, RunLogs.Counts> counts) {
    logs.putAll(counts);
  }

  @Override
  public RunSearch search() {
    return this;
  }

  @Override
  public RunMetrics metrics() {
    return this;
  }

  @Override
  public Found page(RunQuery query, RunOrder order, RunPlace place, int limit) {
    List<Run> sorted = wanted(query).sorted(order(query, order)).toList();
    int from =
        switch (place) {
          case RunPlace.Position(long before) -> (int) Math.min(before, sorted.size());
          case RunPlace.After(String cursor) -> 1 + indexOf(sorted, cursor);
        };
    int to = Math.min(from + limit, sorted.size());
    List<Run> shown = sorted.subList(from, to);
    return new Found(shown, to < sorted.size() ? shown.getLast().id().toString() : null);
  }

  private static int indexOf(List<Run> sorted, String cursor) {
    for (int i = 0; i < sorted.size(); i++) {
      if (sorted.get(i).id().toString().equals(cursor)) {
        return i;
      }
    }
    throw SignalboxException.invalid("cursor", "is not a cursor of this list");
  }

  @Override
  public List<RunId> ids(RunQuery query, RunOrder order, int limit) {
    return wanted(query).sorted(order(query, order)).limit(limit).map(Run::id).toList();
  }

  @Override
  public List<Run> among(RunQuery query, RunOrder order, Collection<RunId> among) {
    return wanted(query)
        .filter(run -> among.contains(run.id()))
        .sorted(order(query, order))
        .toList();
  }

  @Override
  public long count(RunQuery query) {
    counts++;
    return wanted(query).count();
  }

  /** How often runs were counted. */
  int counts() {
    return counts;
  }

  @Override
  public Map<RunId, Boolean> changed(RunQuery query, long afterRevision, int limit) {
    return runs.stream()
        .filter(run -> run.projectId().equals(query.project()))
        .filter(run -> run.kind() != RunKind.TRIAL && run.projectRevision() > afterRevision)
        .limit(limit)
        .collect(Collectors.toMap(Run::id, run -> holds(query.condition(), run, query)));
  }

  @Override
  public Set<RunId> matching(RunQuery query, Collection<RunId> among) {
    return wanted(query).map(Run::id).filter(among::contains).collect(Collectors.toSet());
  }

  private java.util.stream.Stream<Run> wanted(RunQuery query) {
    return runs.stream()
        .filter(run -> run.projectId().equals(query.project()))
        .filter(run -> holds(query.condition(), run, query));
  }

  private boolean holds(RunCondition condition, Run run, RunQuery query) {
    return switch (condition) {
      case RunCondition.And(var parts) -> parts.stream().allMatch(part -> holds(part, run, query));
      case RunCondition.Or(var parts) -> parts.stream().anyMatch(part -> holds(part, run, query));
      case RunCondition.Not(RunCondition part) -> !holds(part, run, query);
      case RunCondition.Has(RunField field) -> has(field, run);
      case RunCondition.Compare(RunField field, Comparison comparison, RunValue value) ->
          comparison == Comparison.NOT_EQUAL
              ? !compare(field, Comparison.EQUAL, value, run, query)
              : compare(field, comparison, value, run, query);
    };
  }

  private boolean has(RunField field, Run run) {
    return switch (field) {
      case RunField.Metric metric -> metrics(run).containsKey(metric.key());
      case RunField.Parameter parameter ->
          RunParameters.of(run.spec()).containsKey(parameter.path());
      case RunField.Attribute attribute ->
          switch (attribute) {
            case STATUS, KIND, NAME, ID, OWNER, CREATED, ATTEMPT, PRIORITY, WARNINGS, ERRORS ->
                true;
            case DATASET -> run.spec().datasetId() != null;
            case STUDY -> study(run) != null;
            case OUTCOME -> run.state().outcome() != null;
            case ALGORITHM -> run.spec().algorithm() != null;
            case MODEL -> model(run) != null;
            case STARTED, DURATION -> run.state().startedAt() != null;
            case ENDED -> run.state().endedAt() != null;
            case TAG -> !run.tags().isEmpty();
            case ARCHIVED -> run.archivedAt() != null;
          };
    };
  }

  private Map<String, SeriesTotals> metrics(Run run) {
    return totals.getOrDefault(run.id(), Map.of());
  }

  private @Nullable Double metric(Run run, RunField.Metric metric) {
    SeriesTotals one = metrics(run).get(metric.key());
    return one == null ? null : summary(one).value(metric.aggregate());
  }

  private static MetricSummary summary(SeriesTotals one) {
    boolean none = one.finite() == 0;
    return new MetricSummary(
        one.last(),
        none ? null : one.min(),
        none ? null : one.max(),
        none ? null : one.sum() / one.finite(),
        one.lastStep(),
        one.points());
  }

  private static @Nullable ModelId model(Run run) {
    ModelVersionRef stored = run.state().model();
    if (run.spec() instanceof RunSpec.Prediction prediction) {
      return prediction.modelId();
    }
    return stored == null ? null : stored.modelId();
  }

  private boolean compare(
      RunField field, Comparison comparison, RunValue value, Run run, RunQuery query) {
    return switch (field) {
      case RunField.Metric metric -> numbers(metric(run, metric), comparison, value);
      case RunField.Parameter parameter -> parameter(run, parameter, comparison, value);
      case RunField.Attribute attribute -> attribute(run, attribute, comparison, value, query);
    };
  }

  private static boolean parameter(
      Run run, RunField.Parameter parameter, Comparison comparison, RunValue value) {
    Object stored = RunParameters.of(run.spec()).get(parameter.path());
    if (value instanceof RunValue.Numeric) {
      return stored instanceof Number number && numbers(number.doubleValue(), comparison, value);
    }
    return stored != null
        && !(stored instanceof Number)
        && texts(cut(stored.toString()), comparison, cut(text(value)));
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
  }

  private boolean attribute(
      Run run,
      RunField.Attribute attribute,
      Comparison comparison,
      RunValue value,
      RunQuery query) {
    return switch (attribute) {
      case STATUS -> run.status().word().equals(text(value));
      case KIND -> run.kind().name().toLowerCase(Locale.ROOT).equals(text(value));
      case OUTCOME -> texts(outcome(run), comparison, text(value));
      case NAME -> texts(run.name(), comparison, text(value));
      case ID -> texts(run.id().toString(), comparison, text(value));
      case STUDY -> texts(study(run), comparison, text(value));
      case TAG -> run.tags().stream().anyMatch(tag -> texts(tag, comparison, text(value)));
      case DATASET ->
          texts(dataset(run), comparison, text(value))
              || texts(datasetId(run), Comparison.EQUAL, text(value));
      case ALGORITHM -> texts(run.spec().algorithm(), comparison, text(value));
      case MODEL -> texts(modelName(run), comparison, text(value));
      case OWNER -> {
        Owner owner = Objects.requireNonNull(users.get(run.createdBy()));
        if (comparison == Comparison.EQUAL && text(value).equals("me")) {
          yield run.createdBy().equals(query.caller());
        }
        yield texts(owner.name, comparison, text(value))
            || texts(owner.email, comparison, text(value));
      }
      case CREATED -> times(run.createdAt(), comparison, value, query.now());
      case STARTED -> times(run.state().startedAt(), comparison, value, query.now());
      case ENDED -> times(run.state().endedAt(), comparison, value, query.now());
      case DURATION -> numbers(seconds(run, query.now()), comparison, value);
      case ATTEMPT -> numbers((double) run.attempt(), comparison, value);
      case PRIORITY -> numbers((double) run.priority(), comparison, value);
      case WARNINGS -> numbers((double) log(run).warnings(), comparison, value);
      case ERRORS -> numbers((double) log(run).errors(), comparison, value);
      case ARCHIVED ->
          switch (text(value)) {
            case "yes" -> run.archivedAt() != null;
            case "no" -> run.archivedAt() == null;
            default -> true;
          };
    };
  }

  private RunLogs.Counts log(Run run) {
    return logs.getOrDefault(run.id(), RunLogs.Counts.NONE);
  }

  private static @Nullable Double seconds(Run run, Instant now) {
    Instant started = run.state().startedAt();
    Instant ended = run.state().endedAt();
    return started == null
        ? null
        : Duration.between(started, ended == null ? now : ended).toNanos() / 1e9;
  }

  private @Nullable String dataset(Run run) {
    DatasetId dataset = run.spec().datasetId();
    return dataset == null ? null : Objects.requireNonNull(datasets.get(dataset));
  }

  private static @Nullable String datasetId(Run run) {
    DatasetId dataset = run.spec().datasetId();
    return dataset == null ? null : dataset.toString();
  }

  private static @Nullable String study(Run run) {
    return run.spec() instanceof RunSpec.Trial trial ? trial.study().toString() : null;
  }

  private static @Nullable String outcome(Run run) {
    SolveOutcome outcome = run.state().outcome();
    return outcome == null ? null : outcome.name().toLowerCase(Locale.ROOT);
  }

  private @Nullable String modelName(Run run) {
    ModelId model = model(run);
    return model == null ? null : models.get(model);
  }

  private static String text(RunValue value) {
    return ((RunValue.Text) value).text();
  }

  private static boolean texts(@Nullable String stored, Comparison comparison, String text) {
    if (stored == null) {
      return false;
    }
    return comparison == Comparison.CONTAINS
        ? stored.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT))
        : stored.equals(text);
  }

  private static boolean numbers(@Nullable Double stored, Comparison comparison, RunValue value) {
    if (stored == null) {
      return false;
    }
    double number =
        value instanceof RunValue.Span(Duration length)
            ? length.toSeconds()
            : ((RunValue.Numeric) value).number();
    return switch (comparison) {
      case LESS -> stored < number;
      case AT_MOST -> stored <= number;
      case MORE -> stored > number;
      case AT_LEAST -> stored >= number;
      case EQUAL, NOT_EQUAL, CONTAINS -> stored == number;
    };
  }

  private static boolean times(
      @Nullable Instant stored, Comparison comparison, RunValue value, Instant now) {
    if (stored == null) {
      return false;
    }
    return switch (value) {
      case RunValue.Day(LocalDate day) -> {
        int order = stored.atOffset(ZoneOffset.UTC).toLocalDate().compareTo(day);
        yield ordered(order, comparison);
      }
      case RunValue.At(Instant time) -> ordered(stored.compareTo(time), comparison);
      case RunValue.Ago(Duration before) ->
          ordered(stored.compareTo(now.minus(before)), comparison);
      default -> throw new IllegalStateException();
    };
  }

  private static boolean ordered(int order, Comparison comparison) {
    return switch (comparison) {
      case LESS -> order < 0;
      case AT_MOST -> order <= 0;
      case MORE -> order > 0;
      case AT_LEAST -> order >= 0;
      case EQUAL, NOT_EQUAL, CONTAINS -> order == 0;
    };
  }

  /** Runs without the value last either way; equal ones by their ids. */
  private Comparator<Run> order(RunQuery query, RunOrder order) {
    Comparator<Run> ids = Comparator.comparing(run -> run.id().toString());
    Comparator<Comparable<Object>> values = Comparator.naturalOrder();
    Comparator<Run> known =
        (a, b) -> {
          List<@Nullable Comparable<Object>> left = values(a, query, order.field());
          List<@Nullable Comparable<Object>> right = values(b, query, order.field());
          for (int i = 0; i < left.size(); i++) {
            Comparable<Object> x = left.get(i);
            Comparable<Object> y = right.get(i);
            if (x == null || y == null) {
              if (x != y) {
                return x == null ? 1 : -1;
              }
            } else {
              int compared = values.compare(x, y);
              if (compared != 0) {
                return order.descending() ? -compared : compared;
              }
            }
          }
          return order.descending() ? ids.compare(b, a) : ids.compare(a, b);
        };
    return known;
  }

  @SuppressWarnings("unchecked") // Each place holds values of one type.
  private List<@Nullable Comparable<Object>> values(Run run, RunQuery query, RunField field) {
    List<@Nullable Comparable<Object>> values = new ArrayList<>();
    for (Object value : sortedBy(run, query, field)) {
      values.add((Comparable<Object>) value);
    }
    return values;
  }

  private List<@Nullable Object> sortedBy(Run run, RunQuery query, RunField field) {
    return switch (field) {
      case RunField.Metric metric -> one(metric(run, metric));
      case RunField.Parameter parameter -> {
        Object stored = RunParameters.of(run.spec()).get(parameter.path());
        List<@Nullable Object> both = new ArrayList<>();
        both.add(stored instanceof Number number ? (Object) number.doubleValue() : null);
        both.add(stored == null || stored instanceof Number ? null : lower(cut(stored.toString())));
        yield both;
      }
      case RunField.Attribute attribute -> one(sortedBy(run, query, attribute));
    };
  }

  private static List<@Nullable Object> one(@Nullable Object value) {
    List<@Nullable Object> values = new ArrayList<>();
    values.add(value);
    return values;
  }

  private @Nullable Object sortedBy(Run run, RunQuery query, RunField.Attribute attribute) {
    return switch (attribute) {
      case STATUS -> run.status();
      case KIND -> lower(run.kind().name());
      case OUTCOME -> lower(outcome(run));
      case NAME -> lower(run.name());
      case ID -> run.id().toString();
      case STUDY -> study(run);
      case TAG -> run.tags().isEmpty() ? null : lower(String.join(", ", run.tags()));
      case DATASET -> lower(dataset(run));
      case ALGORITHM -> lower(run.spec().algorithm());
      case MODEL -> lower(modelName(run));
      case OWNER -> lower(Objects.requireNonNull(users.get(run.createdBy())).name);
      case CREATED -> run.createdAt();
      case STARTED -> run.state().startedAt();
      case ENDED -> run.state().endedAt();
      case DURATION -> seconds(run, query.now());
      case ATTEMPT -> run.attempt();
      case PRIORITY -> run.priority();
      case WARNINGS -> log(run).warnings();
      case ERRORS -> log(run).errors();
      case ARCHIVED -> run.archivedAt();
    };
  }

  /** Small letters, in the order of their UTF-8. */
  private static @Nullable String lower(@Nullable String text) {
    if (text == null) {
      return null;
    }
    byte[] bytes = text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Override
  public Map<RunId, Map<String, MetricSummary>> of(
      ProjectId project, Collection<RunId> asked, Set<String> keys) {
    return read(asked, keys);
  }

  @Override
  public Map<RunId, Map<String, MetricSummary>> all(Collection<RunId> asked, int mostKeys) {
    Set<String> keys =
        asked.stream()
            .flatMap(run -> totals.getOrDefault(run, Map.of()).keySet().stream())
            .distinct()
            .sorted()
            .limit(mostKeys)
            .collect(Collectors.toSet());
    return read(asked, keys);
  }

  private Map<RunId, Map<String, MetricSummary>> read(Collection<RunId> asked, Set<String> keys) {
    Map<RunId, Map<String, MetricSummary>> found = new HashMap<>();
    for (RunId run : asked) {
      totals
          .getOrDefault(run, Map.of())
          .forEach((key, one) -> {
            if (keys.contains(key)) {
              found.computeIfAbsent(run, _ -> new TreeMap<>()).put(key, summary(one));
            }
          });
    }
    return found;
  }
}
