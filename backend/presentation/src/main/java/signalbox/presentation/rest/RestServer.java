package signalbox.presentation.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.compression.Gzip;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import signalbox.application.identity.Authenticator;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.presentation.shared.Json;
import signalbox.presentation.shared.Origins;

/**
 * The HTTP server: routes below {@value #API}, the dashboard's files beside them. Each request runs
 * on a virtual thread of its own; above a bound they are refused, not queued.
 */
public final class RestServer implements AutoCloseable {
  public static final String API = "/api/v1";

  private static final int MAX_REQUESTS_AT_ONCE = 512;

  /** The usual one, 6, takes more than four times as long for a chart and makes it 7 % smaller. */
  private static final int GZIP_LEVEL = 2;

  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
  private static final Set<String> CHANGING = Set.of("POST", "PUT", "PATCH", "DELETE");
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'"
          + " data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:;"
          + " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
  private static final String OBSERVATION = "signalbox.observation";

  private final Options options;
  private final List<Route> routes;
  private final Authenticator authenticator;
  private final ProblemMapper problems;
  private final Json json;
  private final RequestObserver observer;
  private final Origins origins;
  private final @Nullable StaticFiles files;
  private final Semaphore places = new Semaphore(MAX_REQUESTS_AT_ONCE);
  private final Javalin javalin;

  /**
   * @param port 0 for any free one
   * @param webDirectory the built dashboard; null to serve none
   * @param extensions add what is not REST to the same port, such as a WebSocket
   */
  public record Options(
      String host,
      int port,
      @Nullable Path webDirectory,
      Origins origins,
      List<Consumer<JavalinConfig>> extensions) {}

  /** Prepares the server without opening its port. */
  public RestServer(
      Options options,
      List<RouteGroup> groups,
      Authenticator authenticator,
      ProblemMapper problems,
      Json json,
      RequestObserver observer) {
    this.options = options;
    this.authenticator = authenticator;
    this.problems = problems;
    this.json = json;
    this.observer = observer;
    this.origins = options.origins();
    this.files = files(options.webDirectory());
    byte[] openApi = openApi(json);
    Router router = new Router();
    router.get(
        "/openapi.json", Access.PUBLIC, request -> request.bytes(200, "application/json", openApi));
    groups.forEach(group -> group.addTo(router));
    this.routes = router.routes();
    this.javalin = Javalin.create(this::configure);
  }

  /** Opens the port. */
  public void start() {
    javalin.start(options.host(), options.port());
  }

  /** The port that is open. */
  public int port() {
    return javalin.port();
  }

  /** What is registered. */
  public List<Route> routes() {
    return routes;
  }

  /** Closes the port and waits, for a bounded time, until running requests have been answered. */
  @Override
  public void close() {
    javalin.stop();
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.concurrency.useVirtualThreads = true;
    config.http.compressionStrategy = new CompressionStrategy(null, new Gzip(GZIP_LEVEL));
    config.http.maxRequestSize = Request.MAX_BODY_BYTES;
    config.http.defaultContentType = "application/json";
    config.router.ignoreTrailingSlashes = false;
    config.jetty.modifyServer(server -> server.setStopTimeout(STOP_TIMEOUT.toMillis()));
    config.jetty.modifyHttpConfiguration(http -> {
      http.setSendServerVersion(false);
      http.setIdleTimeout(IDLE_TIMEOUT.toMillis());
      http.setRequestHeaderSize(16 * 1024);
    });
    config.routes.before(this::secure);
    for (Route route : routes) {
      config.routes.addHttpHandler(
          HandlerType.findOrCreate(route.method()),
          API + route.path(),
          context -> answer(context, route));
    }
    config.routes.exception(NotFoundResponse.class, (e, context) -> answerUnmatched(context));
    config.routes.exception(HttpResponseException.class, this::answerRefused);
    config.routes.exception(
        Exception.class, (e, context) -> observe(context, "*", () -> fail(context, e, "*")));
    options.extensions().forEach(extension -> extension.accept(config));
  }

  private void secure(Context context) {
    context.res().setCharacterEncoding(null);
    context.header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    context.header("X-Content-Type-Options", "nosniff");
    context.header("X-Frame-Options", "DENY");
    context.header("Referrer-Policy", "no-referrer");
    context.header("Cross-Origin-Opener-Policy", "same-origin");
    context.header("Cross-Origin-Resource-Policy", "same-origin");
    if (context.path().startsWith("/api/")) {
      context.header("Cache-Control", "no-store");
    }
  }

  private void answer(Context context, Route route) {
    observe(
        context,
        route.path(),
        () -> {
          if (!places.tryAcquire()) {
            fail(context, SignalboxException.of(ErrorCode.SYSTEM_OVERLOADED), route.path());
            return;
          }
          try {
            requireOwnOrigin(context);
            Principal principal =
                switch (route.access()) {
                  case PUBLIC -> null;
                  case SIGNED_IN -> authenticate(context);
                };
            route
                .endpoint()
                .handle(new Request(context, json, principal, observation(context).traceId()));
          } catch (IOException | RuntimeException e) {
            fail(context, e, route.path());
          } finally {
            places.release();
          }
        });
  }

  private void answerUnmatched(Context context) {
    observe(
        context,
        "*",
        () -> {
          try {
            String path = context.path();
            boolean api = path.equals("/api") || path.startsWith("/api/");
            String method = context.method().name();
            boolean read = method.equals("GET") || method.equals("HEAD");
            if (!api && read && files != null && files.serve(context)) {
              return;
            }
            Set<String> methods = methodsOf(path);
            if (methods.isEmpty()) {
              throw SignalboxException.of(ErrorCode.ROUTE_NOT_FOUND);
            }
            context.header("Allow", String.join(", ", methods));
            throw SignalboxException.of(ErrorCode.REQUEST_METHOD_NOT_ALLOWED)
                .unsafe("method", method);
          } catch (IOException | RuntimeException e) {
            fail(context, e, "*");
          }
        });
  }

  private void answerRefused(HttpResponseException refusal, Context context) {
    SignalboxException meant =
        switch (refusal.getStatus()) {
          case 413 -> SignalboxException.of(ErrorCode.REQUEST_TOO_LARGE).safe("limit", "2 MiB");
          case 400 ->
              SignalboxException.of(ErrorCode.REQUEST_MALFORMED)
                  .safe("reason", "it is not valid HTTP");
          default -> SignalboxException.of(ErrorCode.INTERNAL);
        };
    observe(context, "*", () -> fail(context, meant.causedBy(refusal), "*"));
  }

  private void observe(Context context, String route, Runnable work) {
    RequestObserver.Observation observation =
        observer.started(context.method().name(), route, context::header);
    context.attribute(OBSERVATION, observation);
    try (MDC.MDCCloseable _ = MDC.putCloseable("trace_id", observation.traceId())) {
      context.header("Trace-Id", observation.traceId());
      try {
        work.run();
      } finally {
        observation.finished(context.statusCode());
      }
    }
  }

  private static RequestObserver.Observation observation(Context context) {
    RequestObserver.Observation observation = context.attribute(OBSERVATION);
    if (observation == null) {
      throw new IllegalStateException("The request is not observed");
    }
    return observation;
  }

  private void fail(Context context, Throwable thrown, String route) {
    problems.log(thrown, context.method().name(), route);
    Problem problem = problems.map(thrown, observation(context).traceId());
    if (context.res().isCommitted()) {
      throw new UncheckedIOException(new IOException("The answer broke off", thrown));
    }
    context.res().resetBuffer();
    context.res().setHeader("Content-Disposition", null);
    if (problem.status() == 401) {
      context.header("WWW-Authenticate", "Bearer");
    }
    SignalboxException.@Nullable Argument seconds =
        ProblemMapper.known(thrown).arguments().get("seconds");
    if (seconds != null) {
      context.header("Retry-After", seconds.text());
    }
    context
        .status(problem.status())
        .contentType("application/problem+json")
        .result(json.write(problem));
  }

  private Principal authenticate(Context context) {
    String header = context.header("Authorization");
    if (header == null || !header.toLowerCase(Locale.ROOT).startsWith("bearer ")) {
      throw SignalboxException.of(ErrorCode.AUTH_REQUIRED);
    }
    return authenticator.authenticate(header.substring("bearer ".length()).strip());
  }

  private void requireOwnOrigin(Context context) {
    if (CHANGING.contains(context.method().name())
        && !origins.allows(context.header("Origin"), context.header("Host"))) {
      throw SignalboxException.of(ErrorCode.AUTH_ORIGIN);
    }
  }

  private Set<String> methodsOf(String path) {
    Set<String> methods = new TreeSet<>();
    List<String> asked = List.of(path.split("/", -1));
    for (Route route : routes) {
      List<String> parts = List.of((API + route.path()).split("/", -1));
      boolean matches = parts.size() == asked.size();
      for (int i = 0; matches && i < parts.size(); i++) {
        matches =
            parts.get(i).startsWith("{")
                ? !asked.get(i).isEmpty()
                : parts.get(i).equals(asked.get(i));
      }
      if (matches) {
        methods.add(route.method());
      }
    }
    return methods;
  }

  private static @Nullable StaticFiles files(@Nullable Path directory) {
    if (directory == null) {
      return null;
    }
    try {
      return new StaticFiles(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] openApi(Json json) {
    try (InputStream stream =
        RestServer.class.getResourceAsStream("/signalbox/contracts/openapi.yaml")) {
      if (stream == null) {
        throw new IllegalStateException(
            "signalbox/contracts/openapi.yaml is not on the class path");
      }
      JsonNode document = new YAMLMapper().readTree(stream);
      return json.write(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
