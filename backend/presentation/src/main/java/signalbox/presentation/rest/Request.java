package signalbox.presentation.rest;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.PageRequest;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.project.ProjectId;
import signalbox.presentation.shared.Json;

/** One request and its answer. Used by its own thread alone. */
public final class Request {
  /** The largest JSON body. */
  public static final int MAX_BODY_BYTES = 2 * 1024 * 1024;

  private static final int MAX_DRAINED_BYTES = 8 * 1024 * 1024;
  private static final int DRAIN_BUFFER_BYTES = 16 * 1024;

  private static final String MAX_BODY_TEXT = "2 MiB";

  private final Context context;
  private final Json json;
  private final @Nullable Principal principal;
  private final String traceId;

  Request(Context context, Json json, @Nullable Principal principal, String traceId) {
    this.context = context;
    this.json = json;
    this.principal = principal;
    this.traceId = traceId;
  }

  /** Who asks. Only on routes for the signed-in. */
  public Principal principal() {
    if (principal == null) {
      throw SignalboxException.of(ErrorCode.AUTH_REQUIRED);
    }
    return principal;
  }

  /** 32 hex digits; the same id is in the answer's problem, in the log and in what is caused. */
  public String traceId() {
    return traceId;
  }

  /** A part of the path that is an id; {@code route.not_found} when it is none. */
  public UUID pathUuid(String name) {
    try {
      String text = context.pathParam(name);
      UUID id = UUID.fromString(text);
      if (!id.toString().equals(text.toLowerCase(Locale.ROOT))) {
        throw SignalboxException.of(ErrorCode.ROUTE_NOT_FOUND);
      }
      return id;
    } catch (IllegalArgumentException e) {
      throw SignalboxException.of(ErrorCode.ROUTE_NOT_FOUND).causedBy(e);
    }
  }

  /** The project in the path. */
  public ProjectId project() {
    return new ProjectId(pathUuid("projectId"));
  }

  /** A part of the path, percent-decoded. */
  public String path(String name) {
    return context.pathParam(name);
  }

  /** The first value of a query parameter. */
  public Optional<String> query(String name) {
    return Optional.ofNullable(context.queryParam(name));
  }

  /** All values of a repeatable query parameter. */
  public List<String> queries(String name) {
    return context.queryParams(name);
  }

  /** A whole number; {@code request.invalid} when it is none or out of range. */
  public Optional<Long> queryLong(String name, long minimum, long maximum) {
    return query(name)
        .map(text -> {
          try {
            long value = Long.parseLong(text);
            if (value >= minimum && value <= maximum) {
              return value;
            }
          } catch (NumberFormatException e) {
            throw SignalboxException.invalid(name, "must be a whole number").causedBy(e);
          }
          throw SignalboxException.invalid(name, "must be from " + minimum + " to " + maximum);
        });
  }

  /** {@code limit} and {@code cursor}. */
  public PageRequest pageRequest() {
    int limit =
        queryLong("limit", 1, PageRequest.MAX_LIMIT)
            .orElse((long) PageRequest.DEFAULT_LIMIT)
            .intValue();
    return new PageRequest(limit, query("cursor").orElse(null));
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(context.header(name));
  }

  /** The {@code Idempotency-Key}; {@code request.invalid} unless it is short visible ASCII. */
  public Optional<String> idempotencyKey() {
    Optional<String> key = header("Idempotency-Key");
    key.ifPresent(text -> {
      boolean visible = text.chars().allMatch(c -> c >= 0x21 && c <= 0x7e);
      if (text.isEmpty() || text.length() > 200 || !visible) {
        throw SignalboxException.invalid(
            "Idempotency-Key", "must be 1 to 200 visible ASCII characters");
      }
    });
    return key;
  }

  public Optional<String> cookie(String name) {
    return Optional.ofNullable(context.cookie(name));
  }

  /** The caller's address, as the socket knows it. */
  public String remoteAddress() {
    return String.valueOf(context.req().getRemoteAddr());
  }

  /** True when the caller reached us over https, directly or through a proxy that says so. */
  public boolean secure() {
    return context.req().isSecure()
        || header("X-Forwarded-Proto").filter("https"::equalsIgnoreCase).isPresent();
  }

  /** The JSON body, checked against the record's shape; at most {@link #MAX_BODY_BYTES}. */
  public <T> T body(Class<T> type) throws IOException {
    return json.read(bodyBytes(), type);
  }

  /** The bytes of a JSON body; at most {@link #MAX_BODY_BYTES}. */
  public byte[] bodyBytes() throws IOException {
    return bodyBytes(
        MAX_BODY_BYTES,
        SignalboxException.of(ErrorCode.REQUEST_TOO_LARGE).safe("limit", MAX_BODY_TEXT));
  }

  /** The bytes of a JSON body; throws {@code tooLarge} when there are more than {@code limit}. */
  public byte[] bodyBytes(int limit, SignalboxException tooLarge) throws IOException {
    String contentType = header("Content-Type").orElse("");
    String mediaType = contentType.split(";", 2)[0].strip();
    if (!mediaType.equalsIgnoreCase("application/json")) {
      throw SignalboxException.of(ErrorCode.REQUEST_MEDIA_TYPE)
          .safe("expected", "application/json");
    }
    if (context.req().getContentLengthLong() > limit) {
      drain();
      throw tooLarge;
    }
    byte[] bytes = stream().readNBytes(limit + 1);
    if (bytes.length > limit) {
      drain();
      throw tooLarge;
    }
    return bytes;
  }

  /**
   * Reads away what the client is still sending: a connection that is closed under its feet would
   * take the answer with it.
   */
  public void drain() throws IOException {
    byte[] scrap = new byte[DRAIN_BUFFER_BYTES];
    long left = MAX_DRAINED_BYTES;
    while (left > 0) {
      int read = stream().read(scrap, 0, (int) Math.min(scrap.length, left));
      if (read < 0) {
        return;
      }
      left -= read;
    }
  }

  /** The raw body; reads from the connection as it is asked. */
  public InputStream stream() throws IOException {
    return context.req().getInputStream();
  }

  /** Answers with JSON. */
  public void json(int status, Object answer) {
    context.status(status).contentType("application/json").result(json.write(answer));
  }

  /** Answers without a body. */
  public void noContent() {
    empty(204);
  }

  /** Answers without a body. */
  public void empty(int status) {
    context.status(status);
  }

  /** Answers with bytes that are ready. */
  public void bytes(int status, String contentType, byte[] bytes) {
    context.status(status).contentType(contentType).result(bytes);
  }

  /**
   * Answers with a file to save, streamed; closes {@code content}. A store that breaks off midway
   * breaks the connection off: the length is told first, so the client sees it.
   *
   * @param fileName any text; it reaches the client encoded (RFC 6266, RFC 5987)
   */
  public void attachment(String fileName, String contentType, long sizeBytes, InputStream content)
      throws IOException {
    try (content) {
      context.disableCompression();
      var response = context.res();
      response.setStatus(200);
      response.setContentType(contentType);
      response.setContentLengthLong(sizeBytes);
      response.setHeader("Content-Disposition", contentDisposition(fileName));
      content.transferTo(response.getOutputStream());
      response.flushBuffer();
    }
  }

  /**
   * Answers with a file to save whose length is not known, written as it is made. Whoever throws
   * midway breaks the connection off, so the client sees that the file is not whole.
   *
   * @param fileName any text; it reaches the client encoded
   */
  public void attachment(String fileName, String contentType, Content content) throws IOException {
    context.disableCompression();
    var response = context.res();
    response.setStatus(200);
    response.setContentType(contentType);
    response.setHeader("Content-Disposition", contentDisposition(fileName));
    content.writeTo(response.getOutputStream());
    response.flushBuffer();
  }

  /** Writes an answer. */
  @FunctionalInterface
  public interface Content {
    /** Must not close {@code out}. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Sets a header of the answer. */
  public void setHeader(String name, String value) {
    context.header(name, value);
  }

  /** The answer holds what a program of others made: it is never shown as a page of ours. */
  public void neverAPage() {
    setHeader("X-Content-Type-Options", "nosniff");
    setHeader("Content-Security-Policy", "sandbox; default-src 'none'");
  }

  /** Sets a cookie that scripts cannot read and other sites cannot send. */
  public void setCookie(String name, String value, String path, int maxAgeSeconds) {
    Cookie cookie =
        new Cookie(name, value, path, maxAgeSeconds, secure(), true, null, SameSite.STRICT);
    context.cookie(cookie);
  }

  static String contentDisposition(String fileName) {
    String plain = fileName.replaceAll("[^A-Za-z0-9._ -]", "_").strip();
    String encoded = URLEncoder.encode(fileName, StandardCharsets.UTF_8).replace("+", "%20");
    return "attachment; filename=\""
        + (plain.isEmpty() ? "file" : plain)
        + "\"; filename*=UTF-8''"
        + encoded.replace("*", "%2A");
  }
}
