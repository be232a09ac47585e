package signalbox.presentation.rest.log;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import signalbox.application.log.DownloadLog;
import signalbox.application.log.FindLogLine;
import signalbox.application.log.ListLogLines;
import signalbox.application.log.ListLogSources;
import signalbox.application.log.LogDownload;
import signalbox.application.log.LogFilter;
import signalbox.application.log.LogMatches;
import signalbox.application.log.LogPage;
import signalbox.application.log.LogPattern;
import signalbox.application.log.LogPlace;
import signalbox.application.log.LogSource;
import signalbox.application.log.LogSummary;
import signalbox.application.log.LogTarget;
import signalbox.application.log.LogVolume;
import signalbox.application.log.MeasureLogVolume;
import signalbox.application.log.ReadLine;
import signalbox.application.log.SearchLog;
import signalbox.application.log.SummariseLog;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogLevel;
import signalbox.domain.run.RunId;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Request;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;
import signalbox.presentation.shared.Json;
import signalbox.presentation.view.LogLineJson;
import signalbox.presentation.view.LogSummaryJson;
import signalbox.presentation.view.PageJson;
import signalbox.presentation.view.Words;

/** {@code /runs/{runId}/log…} and {@code /log-sources…}, which differ in whose log it is. */
public final class LogRoutes implements RouteGroup {
  private static final int MAX_WORDS = 20;
  private static final String LINES = "Signalbox-Log-Lines";

  private final Handlers handlers;
  private final Json json;

  /** The use cases. */
  public record Handlers(
      Handler<ListLogLines, LogPage> list,
      Handler<SummariseLog, LogSummary> summarise,
      Handler<SearchLog, LogMatches> search,
      Handler<MeasureLogVolume, LogVolume> volume,
      Handler<FindLogLine, ReadLine> find,
      Handler<DownloadLog, LogDownload> download,
      Handler<ListLogSources, Page<LogSource>> sources) {}

  public LogRoutes(Handlers handlers, Json json) {
    this.handlers = handlers;
    this.json = json;
  }

  @Override
  public void addTo(Router router) {
    add(
        router,
        "/runs/{runId}/log",
        request -> new LogTarget.OfRun(new RunId(request.pathUuid("runId"))));
    router.get(
        "/log-sources",
        Access.SIGNED_IN,
        request -> {
          Page<LogSource> page =
              handlers
                  .sources()
                  .handle(request.principal(), new ListLogSources(request.pageRequest()));
          request.json(200, PageJson.of(page, LogBodies.SourceJson::of));
        });
    add(
        router,
        "/log-sources/{sourceId}/log",
        request -> new LogTarget.OfSource(new LogId(request.pathUuid("sourceId"))));
  }

  private void add(Router router, String path, Function<Request, LogTarget> target) {
    router
        .get(path, Access.SIGNED_IN, request -> list(request, target.apply(request)))
        .get(
            path + "/summary", Access.SIGNED_IN, request -> summary(request, target.apply(request)))
        .get(path + "/search", Access.SIGNED_IN, request -> search(request, target.apply(request)))
        .get(path + "/volume", Access.SIGNED_IN, request -> volume(request, target.apply(request)))
        .get(
            path + "/download",
            Access.SIGNED_IN,
            request -> download(request, target.apply(request)))
        .get(
            path + "/lines/{attempt}/{seq}",
            Access.SIGNED_IN,
            request -> line(request, target.apply(request)));
  }

  private void list(Request request, LogTarget target) {
    int limit = integer(request, "limit", 1, ListLogLines.MAX_LIMIT, ListLogLines.DEFAULT_LIMIT);
    int context = integer(request, "context", 0, ListLogLines.MAX_CONTEXT, 0);
    LogPage page =
        handlers
            .list()
            .handle(
                request.principal(),
                new ListLogLines(
                    target, attempt(request), place(request), limit, context, filter(request)));
    request.json(200, LogPageJson.of(page));
  }

  private static LogPlace place(Request request) {
    List<LogPlace> places = new ArrayList<>();
    request
        .queryLong("after", 0, Long.MAX_VALUE)
        .ifPresent(seq -> places.add(new LogPlace.After(seq)));
    request
        .queryLong("before", 1, Long.MAX_VALUE)
        .ifPresent(seq -> places.add(new LogPlace.Before(seq)));
    request
        .queryLong("around", 1, Long.MAX_VALUE)
        .ifPresent(seq -> places.add(new LogPlace.Around(seq)));
    time(request, "time").ifPresent(time -> places.add(new LogPlace.AtTime(time)));
    if (flag(request, "tail")) {
      places.add(new LogPlace.Tail());
    }
    if (places.size() > 1) {
      throw SignalboxException.invalid("after", "only one of after, before, around, time, tail");
    }
    return places.isEmpty() ? new LogPlace.After(0) : places.getFirst();
  }

  private void summary(Request request, LogTarget target) {
    request.json(
        200,
        LogSummaryJson.of(
            handlers.summarise().handle(request.principal(), new SummariseLog(target))));
  }

  private void search(Request request, LogTarget target) {
    LogMatches matches =
        handlers
            .search()
            .handle(
                request.principal(),
                new SearchLog(
                    target,
                    attempt(request),
                    request.queryLong("start", 1, Long.MAX_VALUE).orElse(1L),
                    request.queryLong("after", 0, Long.MAX_VALUE).orElse(0L),
                    integer(request, "limit", 0, SearchLog.MAX_LIMIT, SearchLog.DEFAULT_LIMIT),
                    filter(request)));
    request.json(200, LogBodies.SearchJson.of(matches));
  }

  private void volume(Request request, LogTarget target) {
    LogVolume volume =
        handlers
            .volume()
            .handle(
                request.principal(),
                new MeasureLogVolume(
                    target,
                    attempt(request),
                    time(request, "since").orElse(null),
                    time(request, "until").orElse(null),
                    integer(
                        request,
                        "buckets",
                        1,
                        MeasureLogVolume.MAX_BUCKETS,
                        MeasureLogVolume.DEFAULT_BUCKETS)));
    request.json(200, LogBodies.VolumeJson.of(volume));
  }

  private void line(Request request, LogTarget target) {
    ReadLine line =
        handlers
            .find()
            .handle(
                request.principal(),
                new FindLogLine(
                    target,
                    (int) pathNumber(request, "attempt", 0, Integer.MAX_VALUE),
                    pathNumber(request, "seq", 1, Long.MAX_VALUE)));
    if (word(request, "format", "json", "raw").equals("json")) {
      request.json(200, LogLineJson.of(line));
      return;
    }
    byte[] raw = line.line().raw();
    request.neverAPage();
    request.setHeader("Content-Disposition", "attachment; filename=\"line\"");
    request.bytes(
        200,
        "application/octet-stream",
        raw == null ? line.line().text().getBytes(java.nio.charset.StandardCharsets.UTF_8) : raw);
  }

  private void download(Request request, LogTarget target) throws IOException {
    LogFile file =
        new LogFile(
            json,
            word(request, "format", "text", "jsonl").equals("jsonl"),
            flag(request, "gzip"),
            flag(request, "prefix"));
    LogDownload download =
        handlers
            .download()
            .handle(
                request.principal(), new DownloadLog(target, attempt(request), filter(request)));
    OptionalLong lines = download.lines();
    if (lines.isPresent()) {
      request.setHeader(LINES, Long.toString(lines.getAsLong()));
    }
    request.neverAPage();
    String name =
        switch (target) {
          case LogTarget.OfRun(RunId run) -> "run-" + run;
          case LogTarget.OfSource(LogId source) -> "source-" + source;
        };
    request.attachment(
        name + file.extension(), file.contentType(), out -> file.write(download, out));
  }

  private static LogFilter filter(Request request) {
    Set<LogLevel> levels =
        request.queries("level").stream()
            .map(word -> Words.parse(LogLevel.class, "level", word))
            .collect(Collectors.toSet());
    Set<LineStream> streams =
        request.queries("stream").stream()
            .map(word -> Words.parse(LineStream.class, "stream", word))
            .collect(Collectors.toSet());
    boolean regex = flag(request, "regex");
    boolean caseSensitive = flag(request, "caseSensitive");
    return new LogFilter(
        levels,
        streams,
        words(request, "phase"),
        words(request, "logger"),
        time(request, "since").orElse(null),
        time(request, "until").orElse(null),
        request.query("q").map(text -> new LogPattern(text, regex, caseSensitive)).orElse(null));
  }

  private static Set<String> words(Request request, String name) {
    Set<String> words = new HashSet<>(request.queries(name));
    if (words.size() > MAX_WORDS) {
      throw SignalboxException.invalid(name, "at most " + MAX_WORDS + " at once");
    }
    if (words.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
      throw SignalboxException.invalid(name, "must not hold NUL");
    }
    return words;
  }

  private static @Nullable Integer attempt(Request request) {
    return request.queryLong("attempt", 0, Integer.MAX_VALUE).map(Long::intValue).orElse(null);
  }

  private static int integer(
      Request request, String name, int minimum, int maximum, int otherwise) {
    return request.queryLong(name, minimum, maximum).map(Long::intValue).orElse(otherwise);
  }

  private static boolean flag(Request request, String name) {
    return word(request, name, "false", "true").equals("true");
  }

  /** One of two words, the first when it is absent. */
  private static String word(Request request, String name, String first, String second) {
    String word = request.query(name).orElse(first);
    if (!word.equals(first) && !word.equals(second)) {
      throw SignalboxException.invalid(name, "must be " + first + " or " + second);
    }
    return word;
  }

  private static Optional<Instant> time(Request request, String name) {
    return request
        .query(name)
        .map(text -> {
          try {
            return OffsetDateTime.parse(text).toInstant();
          } catch (DateTimeException e) {
            throw SignalboxException.invalid(name, "must be a time of RFC 3339").causedBy(e);
          }
        });
  }

  private static long pathNumber(Request request, String name, long minimum, long maximum) {
    try {
      long number = Long.parseLong(request.path(name));
      if (number >= minimum && number <= maximum) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw SignalboxException.of(ErrorCode.ROUTE_NOT_FOUND).causedBy(e);
    }
    throw SignalboxException.of(ErrorCode.ROUTE_NOT_FOUND);
  }
}
