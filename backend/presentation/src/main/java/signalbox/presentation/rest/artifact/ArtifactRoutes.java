package signalbox.presentation.rest.artifact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.application.artifact.ArtifactTable;
import signalbox.application.artifact.ListArtifacts;
import signalbox.application.artifact.OpenArtifact;
import signalbox.application.artifact.OpenArtifactHandler.Opened;
import signalbox.application.artifact.ReadArtifactTable;
import signalbox.application.artifact.ReadArtifactTable.CellCondition;
import signalbox.application.artifact.ReadArtifactTable.Comparison;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.domain.artifact.Artifact;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.RunId;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Request;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;
import signalbox.presentation.view.ArtifactJson;
import signalbox.presentation.view.PageJson;
import signalbox.presentation.view.Words;

/** Listing and downloading what runs left. */
public final class ArtifactRoutes implements RouteGroup {
  private static final String OF_RUN = "/runs/{runId}/artifacts";
  private static final String CONDITION =
      "must be a JSON array of column, comparison (eq, ne, gt, le) and value";
  private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  private final Handler<ListArtifacts, Page<Artifact>> list;
  private final Handler<OpenArtifact, Opened> open;
  private final Handler<ReadArtifactTable, ArtifactTable> table;

  public ArtifactRoutes(
      Handler<ListArtifacts, Page<Artifact>> list,
      Handler<OpenArtifact, Opened> open,
      Handler<ReadArtifactTable, ArtifactTable> table) {
    this.list = list;
    this.open = open;
    this.table = table;
  }

  @Override
  public void addTo(Router router) {
    router
        .get(OF_RUN, Access.SIGNED_IN, this::list)
        .get(OF_RUN + "/{name}", Access.SIGNED_IN, this::download)
        .get(OF_RUN + "/{name}/table", Access.SIGNED_IN, this::table);
  }

  private void list(Request request) {
    Page<Artifact> page =
        list.handle(request.principal(), new ListArtifacts(run(request), request.pageRequest()));
    request.json(200, PageJson.of(page, ArtifactJson::of));
  }

  private void download(Request request) throws IOException {
    Opened opened =
        open.handle(request.principal(), new OpenArtifact(run(request), request.path("name")));
    request.neverAPage();
    request.setHeader("Cache-Control", "private, no-cache");
    request.attachment(
        opened.artifact().name(),
        opened.artifact().contentType(),
        opened.bytes().sizeBytes(),
        opened.bytes().content());
  }

  /** A part of a table. */
  record TableJson(
      List<String> columns,
      List<List<@Nullable String>> items,
      @Nullable String nextCursor,
      long total) {}

  private void table(Request request) {
    List<CellCondition> conditions = new ArrayList<>();
    for (String text : request.queries("where")) {
      conditions.add(condition(text, conditions.size()));
    }
    ArtifactTable found =
        table.handle(
            request.principal(),
            new ReadArtifactTable(
                run(request), request.path("name"), conditions, request.pageRequest()));
    request.json(
        200,
        new TableJson(
            found.columns(),
            found.rows().items(),
            found.rows().nextCursor(),
            found.rows().total()));
  }

  /** {@code ["column", "eq", "value"]}: a column may have any name, so no separator is safe. */
  private static CellCondition condition(String text, int at) {
    String field = "where[" + at + "]";
    try {
      List<String> parts = MAPPER.readValue(text, TEXTS);
      if (parts.size() == 3) {
        return new CellCondition(
            parts.get(0), Words.parse(Comparison.class, field, parts.get(1)), parts.get(2));
      }
    } catch (JsonProcessingException e) {
      throw SignalboxException.invalid(field, CONDITION).causedBy(e);
    }
    throw SignalboxException.invalid(field, CONDITION);
  }

  private static RunId run(Request request) {
    return new RunId(request.pathUuid("runId"));
  }
}
