package signalbox.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where Signalbox is installed: the folder that holds {@code standalone/}. */
public final class Installation {
  private Installation() {}

  /** From the system property {@code signalbox.root}, else from {@code SIGNALBOX_HOME}. */
  public static Path root() {
    var configured = System.getProperty("signalbox.root", System.getenv("SIGNALBOX_HOME"));
    if (configured == null || configured.isBlank()) {
      throw new IllegalStateException(
          "neither the system property signalbox.root nor SIGNALBOX_HOME says where Signalbox is");
    }
    return Path.of(configured).toAbsolutePath().normalize();
  }

  /** The class path of a built module: its own jar (or classes) and {@code target/lib}. */
  public static String classPath(String module) {
    var target = root().resolve(module).resolve("target");
    var lib = target.resolve("lib");
    if (!Files.isDirectory(lib)) {
      throw new IllegalStateException(module + " is not built: " + lib + " is missing");
    }
    var own = jars(target);
    var first = own.isEmpty() ? List.of(target.resolve("classes")) : own;
    return String.join(
        ":", Stream.concat(first.stream(), jars(lib).stream()).map(Path::toString).toList());
  }

  /** The {@code java} program that runs this JVM. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static List<Path> jars(Path directory) {
    try (var files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .filter(file -> !file.toString().endsWith("-tests.jar"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + directory, e);
    }
  }
}
