package signalbox.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Class data of each Java part, kept by the JVM at its first stop and read at every later start.
 * The file's name carries the JVM and the jars, so a new build never meets an old cache.
 */
final class JvmCache {
  private final Path directory;

  JvmCache(Path directory) {
    this.directory = directory;
  }

  /** JVM options for {@code part}; removes the caches of its earlier builds. */
  List<String> options(String part, String classPath) {
    var file = directory.resolve(part + "-" + key(classPath) + ".jsa");
    try {
      Files.createDirectories(directory);
      try (var old = Files.newDirectoryStream(directory, part + "-*.jsa")) {
        for (var candidate : old) {
          if (!candidate.equals(file)) {
            Files.deleteIfExists(candidate);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.of(
        "-XX:+AutoCreateSharedArchive",
        "-XX:SharedArchiveFile=" + file,
        // Else each start after a build tells that the old file does not fit.
        "-Xlog:disable");
  }

  private static String key(String classPath) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(Runtime.version().toString().getBytes(StandardCharsets.UTF_8));
      for (var entry : classPath.split(":", -1)) {
        var file = Path.of(entry);
        var line = entry + " " + Files.size(file) + " " + Files.getLastModifiedTime(file) + "\n";
        digest.update(line.getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
