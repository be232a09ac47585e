package signalbox.presentation.rest.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import signalbox.application.run.BulkAction;
import signalbox.application.run.BulkResult;
import signalbox.application.run.ChangeRuns;
import signalbox.application.run.CompareRuns;
import signalbox.application.run.CompleteRunFilter;
import signalbox.application.run.ExportRuns;
import signalbox.application.run.FilterWords;
import signalbox.application.run.FindBaseline;
import signalbox.application.run.GroupRuns;
import signalbox.application.run.ListRunColumns;
import signalbox.application.run.ListRuns;
import signalbox.application.run.MatchRuns;
import signalbox.application.run.PutBaseline;
import signalbox.application.run.RunComparison;
import signalbox.application.run.RunExport;
import signalbox.application.run.RunGroups;
import signalbox.application.run.RunPlace;
import signalbox.application.run.RunTablePage;
import signalbox.application.run.RunWords;
import signalbox.application.shared.Handler;
import signalbox.application.shared.PageRequest;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.CancelMode;
import signalbox.domain.run.Comparison;
import signalbox.domain.run.RunCondition;
import signalbox.domain.run.RunField;
import signalbox.domain.run.RunFilterParser;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.RunOrder;
import signalbox.domain.run.RunStatus;
import signalbox.domain.run.RunValue;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Request;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;
import signalbox.presentation.shared.ErrorCatalogue;
import signalbox.presentation.shared.Json;
import signalbox.presentation.view.Words;

/** The table of a project's runs. */
public final class RunTableRoutes implements RouteGroup {
  private static final int MAX_TEXT = 200;
  private static final int MAX_CURSOR = 2000;
  private static final String RUNS = "/projects/{projectId}/runs";

  private static final String BASELINE = "/projects/{projectId}/baseline";
  private static final int MAX_COLUMNS = 1000;
  private static final int DEFAULT_COLUMNS = 200;
  private static final int MAX_WORDS = 50;
  private static final int DEFAULT_WORDS = 20;

  private final Handlers handlers;
  private final ErrorCatalogue catalogue;
  private final Json json;

  /** The use cases behind the routes. */
  public record Handlers(
      Handler<ListRuns, RunTablePage> list,
      Handler<ListRunColumns, RunWords.Fields> columns,
      Handler<CompleteRunFilter, FilterWords> words,
      Handler<GroupRuns, RunGroups.Grouped> groups,
      Handler<MatchRuns, Set<RunId>> matches,
      Handler<CompareRuns, RunComparison> compare,
      Handler<ChangeRuns, BulkResult> bulk,
      Handler<ExportRuns, RunExport> export,
      Handler<FindBaseline, Optional<RunId>> findBaseline,
      Handler<PutBaseline, Optional<RunId>> putBaseline) {}

  /**
   * @param catalogue has the sentences of what failed among many runs
   */
  public RunTableRoutes(Handlers handlers, ErrorCatalogue catalogue, Json json) {
    this.handlers = handlers;
    this.catalogue = catalogue;
    this.json = json;
  }

  @Override
  public void addTo(Router router) {
    router
        .get(RUNS, Access.SIGNED_IN, this::list)
        .get(RUNS + "/columns", Access.SIGNED_IN, this::listColumns)
        .get(RUNS + "/filter-words", Access.SIGNED_IN, this::words)
        .get(RUNS + "/groups", Access.SIGNED_IN, this::groups)
        .get(RUNS + "/export", Access.SIGNED_IN, this::export)
        .post(RUNS + "/matches", Access.SIGNED_IN, this::matches)
        .post(RUNS + "/compare", Access.SIGNED_IN, this::compare)
        .post(RUNS + "/bulk", Access.SIGNED_IN, this::bulk)
        .get(BASELINE, Access.SIGNED_IN, this::findBaseline)
        .put(BASELINE, Access.SIGNED_IN, this::putBaseline);
  }

  private void list(Request request) {
    int limit = limit(request, PageRequest.MAX_LIMIT, PageRequest.DEFAULT_LIMIT);
    String cursor = request.query("cursor").orElse(null);
    Long position = request.queryLong("position", 0, Integer.MAX_VALUE).orElse(null);
    if (cursor != null && cursor.length() > MAX_CURSOR) {
      throw SignalboxException.invalid("cursor", "is not a cursor of this list");
    }
    if (cursor != null && position != null) {
      throw SignalboxException.invalid("position", "cannot stand beside cursor");
    }
    RunTablePage page =
        handlers
            .list()
            .handle(
                request.principal(),
                new ListRuns(
                    request.project(),
                    condition(request),
                    order(request),
                    RunPlace.of(position, cursor),
                    limit,
                    columns(request)));
    request.json(200, RunTableBodies.PageBody.of(page));
  }

  private void listColumns(Request request) {
    RunWords.Fields found =
        handlers
            .columns()
            .handle(
                request.principal(),
                new ListRunColumns(
                    request.project(),
                    text(request, "q"),
                    Words.parseOptional(
                        RunWords.Kind.class, "kind", request.query("kind").orElse(null)),
                    limit(request, MAX_COLUMNS, DEFAULT_COLUMNS)));
    request.json(200, RunTableBodies.ColumnsBody.of(found));
  }

  private void words(Request request) {
    String filter = request.query("filter").orElse("");
    int caret =
        request
            .queryLong("caret", 0, RunFilterParser.MAX_LENGTH)
            .orElse((long) filter.length())
            .intValue();
    FilterWords found =
        handlers
            .words()
            .handle(
                request.principal(),
                new CompleteRunFilter(
                    request.project(), filter, caret, limit(request, MAX_WORDS, DEFAULT_WORDS)));
    request.json(200, RunTableBodies.WordsBody.of(found));
  }

  private void groups(Request request) {
    RunField by =
        RunFilterParser.field(
            "by",
            request.query("by").orElseThrow(() -> SignalboxException.invalid("by", "is required")));
    List<RunField.Metric> metrics =
        request.queries("metric").stream().map(RunTableRoutes::metric).toList();
    RunGroups.Grouped grouped =
        handlers
            .groups()
            .handle(
                request.principal(),
                new GroupRuns(
                    request.project(),
                    condition(request),
                    by,
                    metrics,
                    limit(request, GroupRuns.MAX_LIMIT, GroupRuns.DEFAULT_LIMIT)));
    request.json(200, RunTableBodies.GroupsBody.of(grouped, by, metrics));
  }

  private static RunField.Metric metric(String text) {
    if (RunFilterParser.field("metric", text) instanceof RunField.Metric metric) {
      return metric;
    }
    throw SignalboxException.invalid("metric", "must be a metric: metric.name");
  }

  private void export(Request request) throws IOException {
    RunFile.Format format =
        Words.parse(RunFile.Format.class, "format", request.query("format").orElse("csv"));
    List<RunField> columns = columns(request);
    Set<RunId> only = new LinkedHashSet<>();
    for (String id : request.queries("run")) {
      only.add(new RunId(uuid("run", id)));
    }
    RunExport export =
        handlers
            .export()
            .handle(
                request.principal(),
                new ExportRuns(
                    request.project(), condition(request), order(request), only, columns));
    RunFile file = new RunFile(json, format, columns);
    request.attachment(
        "runs" + format.extension(), format.contentType(), out -> file.write(export, out));
  }

  private static UUID uuid(String field, String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw SignalboxException.invalid(field, "must be an id").causedBy(e);
    }
  }

  private void matches(Request request) throws IOException {
    RunTableBodies.MatchBody body = request.body(RunTableBodies.MatchBody.class);
    Set<RunId> matching =
        handlers
            .matches()
            .handle(
                request.principal(),
                new MatchRuns(
                    request.project(),
                    RunFilterParser.parse(body.filter()),
                    Set.copyOf(runs(body.runIds()))));
    request.json(
        200,
        new RunTableBodies.MatchingBody(matching.stream().map(RunId::value).sorted().toList()));
  }

  private void compare(Request request) throws IOException {
    RunTableBodies.CompareBody body = request.body(RunTableBodies.CompareBody.class);
    request.json(
        200,
        RunTableBodies.ComparisonBody.of(
            handlers
                .compare()
                .handle(
                    request.principal(), new CompareRuns(request.project(), runs(body.runIds())))));
  }

  private void bulk(Request request) throws IOException {
    RunTableBodies.BulkBody body = request.body(RunTableBodies.BulkBody.class);
    List<UUID> ids = body.runIds();
    String filter = body.filter();
    List<String> tags = body.tags();
    CancelMode mode = Words.parseOptional(CancelMode.class, "mode", body.mode());
    BulkResult result =
        handlers
            .bulk()
            .handle(
                request.principal(),
                new ChangeRuns(
                    request.project(),
                    Words.parse(BulkAction.class, "action", body.action()),
                    ids == null ? null : runs(ids),
                    filter == null ? null : RunFilterParser.parse(filter),
                    tags == null ? List.of() : tags,
                    mode == null ? CancelMode.GRACEFUL : mode));
    request.json(200, RunTableBodies.BulkResultBody.of(result, catalogue));
  }

  private static List<RunId> runs(List<UUID> ids) {
    return ids.stream().map(RunId::new).toList();
  }

  private void findBaseline(Request request) {
    Optional<RunId> run =
        handlers.findBaseline().handle(request.principal(), new FindBaseline(request.project()));
    request.json(200, new RunTableBodies.BaselineBody(RunTableBodies.id(run.orElse(null))));
  }

  private void putBaseline(Request request) throws IOException {
    UUID id = request.body(RunTableBodies.BaselineBody.class).runId();
    Optional<RunId> run =
        handlers
            .putBaseline()
            .handle(
                request.principal(),
                new PutBaseline(request.project(), id == null ? null : new RunId(id)));
    request.json(200, new RunTableBodies.BaselineBody(RunTableBodies.id(run.orElse(null))));
  }

  private static int limit(Request request, int most, int otherwise) {
    return request.queryLong("limit", 1, most).orElse((long) otherwise).intValue();
  }

  private static String text(Request request, String name) {
    String text = request.query(name).orElse("");
    if (text.length() > MAX_TEXT) {
      throw SignalboxException.invalid(name, "must have at most " + MAX_TEXT + " characters");
    }
    return text;
  }

  /** The filter, and the older parameters {@code status}, {@code kind} and {@code q}. */
  static RunCondition condition(Request request) {
    RunCondition condition = RunFilterParser.parse(request.query("filter").orElse(""));
    List<RunCondition> statuses = new ArrayList<>();
    for (String word : request.queries("status")) {
      for (String single : List.of(word.split(",", -1))) {
        RunStatus status = Words.parse(RunStatus.class, "status", single);
        statuses.add(is(RunField.Attribute.STATUS, status.word()));
      }
    }
    if (!statuses.isEmpty()) {
      condition = RunCondition.both(condition, new RunCondition.Or(statuses));
    }
    RunKind kind = Words.parseOptional(RunKind.class, "kind", request.query("kind").orElse(null));
    if (kind != null) {
      String word = kind.name().toLowerCase(Locale.ROOT);
      condition = RunCondition.both(condition, is(RunField.Attribute.KIND, word));
    }
    String text = text(request, "q");
    return text.isEmpty()
        ? condition
        : RunCondition.both(
            condition,
            new RunCondition.Compare(
                RunField.Attribute.NAME, Comparison.CONTAINS, new RunValue.Text(text)));
  }

  private static RunCondition is(RunField field, String word) {
    return new RunCondition.Compare(field, Comparison.EQUAL, new RunValue.Text(word));
  }

  static RunOrder order(Request request) {
    return request.query("sort").map(RunFilterParser::order).orElse(RunOrder.NEWEST_FIRST);
  }

  static List<RunField> columns(Request request) {
    return request.queries("column").stream()
        .map(text -> RunFilterParser.field("column", text))
        .toList();
  }
}
