package signalbox.presentation.rest.run;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.run.DeleteRunTemplate;
import signalbox.application.run.ListRunTemplates;
import signalbox.application.run.SaveRunTemplate;
import signalbox.application.shared.Handler;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.RunTemplate;
import signalbox.domain.run.RunTemplateId;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Request;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;
import signalbox.presentation.view.PageJson;
import signalbox.presentation.view.Words;

/** What somebody keeps to start runs like it. */
public final class RunTemplateRoutes implements RouteGroup {
  private static final String ALL = "/projects/{projectId}/run-templates";
  private static final int MAX_BODY = 256 * 1024;

  private final Handler<ListRunTemplates, List<RunTemplate>> list;
  private final Handler<SaveRunTemplate, RunTemplate> save;
  private final Handler<DeleteRunTemplate, Boolean> delete;

  public RunTemplateRoutes(
      Handler<ListRunTemplates, List<RunTemplate>> list,
      Handler<SaveRunTemplate, RunTemplate> save,
      Handler<DeleteRunTemplate, Boolean> delete) {
    this.list = list;
    this.save = save;
    this.delete = delete;
  }

  @Override
  public void addTo(Router router) {
    router
        .get(ALL, Access.SIGNED_IN, this::list)
        .post(ALL, Access.SIGNED_IN, this::save)
        .delete(ALL + "/{templateId}", Access.SIGNED_IN, this::delete);
  }

  /** A template to keep. */
  record TemplateBody(
      @Nullable String name, @Nullable String kind, @Nullable Map<String, Object> run) {}

  /** A kept template. */
  record TemplateJson(UUID id, String name, String kind, Map<String, Object> run, Instant savedAt) {
    static TemplateJson of(RunTemplate template) {
      return new TemplateJson(
          template.id().value(),
          template.name(),
          Words.of(template.kind()),
          template.run(),
          template.savedAt());
    }
  }

  private void list(Request request) {
    request.json(
        200,
        PageJson.whole(
            list.handle(request.principal(), new ListRunTemplates(request.project())),
            TemplateJson::of));
  }

  private void save(Request request) throws IOException {
    TemplateBody body = request.body(TemplateBody.class);
    String name = body.name();
    Map<String, Object> run = body.run();
    if (name == null) {
      throw SignalboxException.invalid("name", "is required");
    }
    if (run == null) {
      throw SignalboxException.invalid("run", "is required");
    }
    String word = body.kind();
    if (word == null) {
      throw SignalboxException.invalid("kind", "is required");
    }
    RunKind kind = Words.parse(RunKind.class, "kind", word);
    if (run.toString().length() > MAX_BODY) {
      throw SignalboxException.invalid("run", "is larger than 256 KiB");
    }
    request.json(
        201,
        TemplateJson.of(
            save.handle(
                request.principal(), new SaveRunTemplate(request.project(), name, kind, run))));
  }

  private void delete(Request request) {
    delete.handle(
        request.principal(),
        new DeleteRunTemplate(
            request.project(), new RunTemplateId(request.pathUuid("templateId"))));
    request.noContent();
  }
}
