package signalbox.presentation.rest.study;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.study.ChangeStudy;
import signalbox.application.study.DownloadStudyEvents;
import signalbox.application.study.EnqueueTrials;
import signalbox.application.study.GetStudy;
import signalbox.application.study.ListStudies;
import signalbox.application.study.ListStudyEvents;
import signalbox.application.study.ListStudyInstances;
import signalbox.application.study.ListTrials;
import signalbox.application.study.PruneTrial;
import signalbox.application.study.StartStudy;
import signalbox.application.study.StudyEventDownload;
import signalbox.application.study.StudyEventFilter;
import signalbox.application.study.StudyEventPage;
import signalbox.application.study.StudyEventPlace;
import signalbox.application.study.StudyInstance;
import signalbox.application.study.StudyView;
import signalbox.application.study.TrialPage;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.RunFilterParser;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunOrder;
import signalbox.domain.study.StudyEventType;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Request;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;
import signalbox.presentation.shared.Json;
import signalbox.presentation.view.PageJson;
import signalbox.presentation.view.StudyJson;
import signalbox.presentation.view.Words;

/** Starting, reading and changing studies, and reading their trials and their logs. */
public final class StudyRoutes implements RouteGroup {
  private static final String OF_PROJECT = "/projects/{projectId}/studies";
  private static final String ONE = "/studies/{studyId}";
  private static final int MAX_TEXT = 200;
  private static final int MAX_CURSOR = 2000;

  /** What the live stream calls a cursor is taken too: it has the run's revision behind a dot. */
  private static final Pattern REVISION = Pattern.compile("([0-9]{1,18})(?:\\.[0-9]{1,18})?");

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  private final Handlers handlers;
  private final Json json;

  /** The use cases behind the routes. */
  public record Handlers(
      Handler<StartStudy, StudyView> start,
      Handler<ListStudies, Page<StudyView>> list,
      Handler<GetStudy, StudyView> get,
      Handler<ListTrials, TrialPage> trials,
      Handler<ListStudyInstances, List<StudyInstance>> instances,
      Handler<ChangeStudy, StudyView> change,
      Handler<EnqueueTrials, StudyView> enqueue,
      Handler<PruneTrial, StudyView> prune,
      Handler<ListStudyEvents, StudyEventPage> events,
      Handler<DownloadStudyEvents, StudyEventDownload> download) {}

  public StudyRoutes(Handlers handlers, Json json) {
    this.handlers = handlers;
    this.json = json;
  }

  @Override
  public void addTo(Router router) {
    router
        .post(OF_PROJECT, Access.SIGNED_IN, this::start)
        .get(OF_PROJECT, Access.SIGNED_IN, this::list)
        .get(ONE, Access.SIGNED_IN, this::get)
        .patch(ONE, Access.SIGNED_IN, this::change)
        .get(ONE + "/trials", Access.SIGNED_IN, this::trials)
        .get(ONE + "/instances", Access.SIGNED_IN, this::instances)
        .get(ONE + "/events", Access.SIGNED_IN, this::events)
        .get(ONE + "/events/download", Access.SIGNED_IN, this::download)
        .post(ONE + "/pause", Access.SIGNED_IN, request -> plan(request, ChangeStudy::pause))
        .post(ONE + "/resume", Access.SIGNED_IN, request -> plan(request, ChangeStudy::resume))
        .post(ONE + "/stop", Access.SIGNED_IN, request -> plan(request, ChangeStudy::stop))
        .post(ONE + "/enqueue", Access.SIGNED_IN, this::enqueue)
        .post(ONE + "/trials/{number}/prune", Access.SIGNED_IN, this::prune);
  }

  private void start(Request request) throws IOException {
    NewStudyBody body = request.body(NewStudyBody.class);
    StudyView started =
        handlers
            .start()
            .handle(
                request.principal(),
                new StartStudy(
                    request.project(), body.toNewStudy(), request.idempotencyKey().orElse(null)));
    request.json(201, StudyJson.of(started));
  }

  private void list(Request request) {
    String text = request.query("q").orElse("");
    if (text.length() > MAX_TEXT) {
      throw SignalboxException.invalid("q", "must have at most " + MAX_TEXT + " characters");
    }
    String cursor = request.query("cursor").orElse(null);
    if (cursor != null && cursor.length() > MAX_CURSOR) {
      throw SignalboxException.invalid("cursor", "is not a cursor of this list");
    }
    Page<StudyView> page =
        handlers
            .list()
            .handle(
                request.principal(),
                new ListStudies(
                    request.project(),
                    text,
                    request.query("sort").map(RunFilterParser::order).orElse(RunOrder.NEWEST_FIRST),
                    cursor,
                    limit(request, PageRequest.MAX_LIMIT, PageRequest.DEFAULT_LIMIT)));
    request.json(200, PageJson.of(page, StudyJson::of));
  }

  private void get(Request request) {
    request.json(
        200,
        StudyJson.of(handlers.get().handle(request.principal(), new GetStudy(study(request)))));
  }

  private void trials(Request request) {
    TrialPage page =
        handlers
            .trials()
            .handle(
                request.principal(),
                new ListTrials(
                    study(request),
                    request.query("after").map(StudyRoutes::revision).orElse(0L),
                    limit(request, ListTrials.MAX_LIMIT, ListTrials.DEFAULT_LIMIT)));
    request.json(200, StudyBodies.TrialsBody.of(page));
  }

  private void instances(Request request) {
    List<StudyInstance> found =
        handlers.instances().handle(request.principal(), new ListStudyInstances(study(request)));
    request.json(200, new StudyBodies.InstancesBody(StudyBodies.InstanceBody.of(found)));
  }

  private void events(Request request) {
    StudyEventPage page =
        handlers
            .events()
            .handle(
                request.principal(),
                new ListStudyEvents(
                    study(request),
                    filter(request),
                    place(request, "after"),
                    place(request, "before"),
                    limit(request, ListStudyEvents.MAX_LIMIT, ListStudyEvents.DEFAULT_LIMIT)));
    request.json(200, StudyBodies.EventsBody.of(page));
  }

  private void download(Request request) throws IOException {
    StudyEventFile file =
        new StudyEventFile(
            json,
            request
                .query("format")
                .map(word -> Words.parse(StudyEventFile.Format.class, "format", word))
                .orElse(StudyEventFile.Format.TEXT));
    RunId study = study(request);
    StudyEventDownload download =
        handlers
            .download()
            .handle(request.principal(), new DownloadStudyEvents(study, filter(request)));
    request.neverAPage();
    request.attachment(
        "study-" + study + file.extension(), file.contentType(), out -> file.write(download, out));
  }

  private static StudyEventFilter filter(Request request) {
    Set<StudyEventType> types = EnumSet.noneOf(StudyEventType.class);
    request
        .queries("type")
        .forEach(word -> types.add(Words.parse(StudyEventType.class, "type", word)));
    return new StudyEventFilter(
        types,
        request.queryLong("trial", 0, Integer.MAX_VALUE).map(Long::intValue).orElse(null),
        request.query("q").orElse(null));
  }

  private static @Nullable StudyEventPlace place(Request request, String name) {
    return request.query(name).map(text -> StudyEventPlace.parse(name, text)).orElse(null);
  }

  private void change(Request request) throws IOException {
    StudyBodies.ChangeBody body = request.body(StudyBodies.ChangeBody.class);
    apply(request, new ChangeStudy(study(request), body.trials(), body.parallelism()));
  }

  private void plan(Request request, Function<RunId, ChangeStudy> change) {
    apply(request, change.apply(study(request)));
  }

  private void apply(Request request, ChangeStudy change) {
    request.json(200, StudyJson.of(handlers.change().handle(request.principal(), change)));
  }

  private void enqueue(Request request) throws IOException {
    StudyBodies.ConfigurationsBody body = request.body(StudyBodies.ConfigurationsBody.class);
    request.json(
        200,
        StudyJson.of(
            handlers
                .enqueue()
                .handle(
                    request.principal(),
                    new EnqueueTrials(study(request), body.configurations()))));
  }

  private void prune(Request request) {
    String number = request.path("number");
    if (!NUMBER.matcher(number).matches()) {
      throw SignalboxException.of(ErrorCode.TRIAL_NOT_FOUND).unsafe("number", number);
    }
    request.json(
        202,
        StudyJson.of(
            handlers
                .prune()
                .handle(
                    request.principal(),
                    new PruneTrial(study(request), Integer.parseInt(number)))));
  }

  private static Long revision(String text) {
    Matcher matcher = REVISION.matcher(text);
    if (!matcher.matches()) {
      throw SignalboxException.invalid("after", "is no revision of a study");
    }
    return Long.valueOf(matcher.group(1));
  }

  private static int limit(Request request, int most, int otherwise) {
    return request.queryLong("limit", 1, most).orElse((long) otherwise).intValue();
  }

  private static RunId study(Request request) {
    return new RunId(request.pathUuid("studyId"));
  }
}
