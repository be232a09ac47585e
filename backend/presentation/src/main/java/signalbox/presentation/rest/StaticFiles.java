package signalbox.presentation.rest;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Serves the built dashboard from a folder; any path that is no file is the page itself, which
 * finds its way by the path. Thread-safe.
 */
final class StaticFiles {
  private static final Pattern HASHED = Pattern.compile(".*-[A-Za-z0-9_-]{8,}\\.[a-z0-9.]+");
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html;charset=utf-8"),
          Map.entry("js", "text/javascript;charset=utf-8"),
          Map.entry("mjs", "text/javascript;charset=utf-8"),
          Map.entry("css", "text/css;charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("map", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("woff", "font/woff"),
          Map.entry("txt", "text/plain;charset=utf-8"));

  private final Path root;

  StaticFiles(Path root) throws IOException {
    this.root = root.toRealPath();
  }

  /** Answers; false when there is nothing to answer with. */
  boolean serve(Context context) throws IOException {
    Path file = resolve(context.path());
    boolean page = !Files.isRegularFile(file);
    if (page) {
      if (context.path().startsWith("/assets/")) {
        return false;
      }
      file = root.resolve("index.html");
      if (!Files.isRegularFile(file)) {
        return false;
      }
    }
    String name = String.valueOf(file.getFileName());
    boolean immutable =
        !page && file.startsWith(root.resolve("assets")) && HASHED.matcher(name).matches();
    String tag =
        "\""
            + Long.toHexString(Files.size(file))
            + "-"
            + Long.toHexString(Files.getLastModifiedTime(file).toMillis())
            + "\"";
    context.header("Cache-Control", immutable ? "public, max-age=31536000, immutable" : "no-cache");
    context.header("ETag", tag);
    String known = context.header("If-None-Match");
    if (known != null && known.replace("W/", "").replace("--gzip", "").contains(tag)) {
      context.status(304);
      return true;
    }
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    context
        .status(200)
        .contentType(TYPES.getOrDefault(extension, "application/octet-stream"))
        .result(Files.newInputStream(file));
    return true;
  }

  private Path resolve(String path) throws IOException {
    Path index = root.resolve("index.html");
    try {
      Path file = root.resolve(path.replaceFirst("^/+", "")).normalize();
      if (!file.startsWith(root) || !Files.isRegularFile(file)) {
        return root;
      }
      return file.toRealPath().startsWith(root) ? file : index;
    } catch (InvalidPathException e) {
      return root;
    }
  }
}
