package signalbox.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One server per JVM in a temporary folder, stopped and deleted when the JVM ends. */
final class Shared {
  private Shared() {}

  static <T> Supplier<T> of(String name, Function<Path, T> start, Consumer<T> stop) {
    return of(name, () -> Path.of(System.getProperty("java.io.tmpdir")), start, stop);
  }

  /** With the temporary folder in {@code parent}. */
  static <T> Supplier<T> of(
      String name, Supplier<Path> parent, Function<Path, T> start, Consumer<T> stop) {
    return new Supplier<>() {
      private volatile @Nullable T server;

      @Override
      public T get() {
        T started = server;
        if (started == null) {
          synchronized (this) {
            started = server;
            if (started == null) {
              var directory = temporaryDirectory(parent.get(), name);
              T fresh = start.apply(directory);
              Runtime.getRuntime()
                  .addShutdownHook(
                      new Thread(
                          () -> {
                            stop.accept(fresh);
                            delete(directory);
                          },
                          "stop-" + name));
              server = fresh;
              started = fresh;
            }
          }
        }
        return started;
      }
    };
  }

  private static Path temporaryDirectory(Path parent, String name) {
    try {
      var directory = Files.createTempDirectory(parent, "signalbox-" + name + "-");
      // PostgreSQL runs as another user when the caller is root.
      return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) {
    try {
      PostgresBinaries.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
