package signalbox.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The PostgreSQL programs, unpacked once per user and version from the archive on the class path.
 */
final class PostgresBinaries {
  private static final Object IN_THIS_JVM = new Object();

  private PostgresBinaries() {}

  /** The folder with {@code bin/initdb} and {@code bin/postgres}; safe to call at the same time. */
  static Path unpacked() {
    var archive = archive();
    try {
      var cache = cacheFolder();
      var home = cache.resolve("postgresql-" + fingerprint(archive));
      if (Files.isDirectory(home)) {
        return home;
      }
      Files.createDirectories(cache);
      synchronized (IN_THIS_JVM) {
        try (var channel =
                FileChannel.open(
                    cache.resolve("postgresql.lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            var lock = channel.lock()) {
          if (lock.isValid() && !Files.isDirectory(home)) {
            var partial = Files.createTempDirectory(cache, "postgresql-partial-");
            try {
              unpack(archive, partial);
              // The programs run as another user when the caller is root.
              Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwxr-xr-x"));
              Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
            } finally {
              delete(partial);
            }
          }
        }
      }
      return home;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack the PostgreSQL programs", e);
    }
  }

  /** Deletes a folder with all it holds; does nothing when it is absent. */
  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static Path cacheFolder() {
    if (RunAs.isRoot()) {
      return Path.of("/var/cache/signalbox");
    }
    var xdg = System.getenv("XDG_CACHE_HOME");
    var base =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return base.resolve("signalbox");
  }

  private static String archive() {
    return switch (System.getProperty("os.arch")) {
      case "amd64", "x86_64" -> "/postgres-linux-x86_64.txz";
      case "aarch64" -> "/postgres-linux-arm_64.txz";
      case String other ->
          throw new IllegalStateException("there is no embedded PostgreSQL for " + other);
    };
  }

  private static InputStream open(String archive) {
    var stream = PostgresBinaries.class.getResourceAsStream(archive);
    if (stream == null) {
      throw new IllegalStateException(archive + " is not on the class path");
    }
    return stream;
  }

  /** Size and checksum as the jar's directory has them: reading 15 MB at each start is not free. */
  private static String fingerprint(String archive) throws IOException {
    var resource = PostgresBinaries.class.getResource(archive);
    if (resource != null && resource.openConnection() instanceof JarURLConnection jar) {
      var entry = jar.getJarEntry();
      return Long.toHexString(entry.getCrc()) + "-" + entry.getSize();
    }
    try (var in = open(archive)) {
      return "unpacked-" + in.transferTo(OutputStream.nullOutputStream());
    }
  }

  private static void unpack(String archive, Path target) throws IOException {
    try (var tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(open(archive))))) {
      TarArchiveEntry entry;
      while ((entry = tar.getNextEntry()) != null) {
        var file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
          throw new IOException("the archive names a file outside: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(file);
          continue;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
          Files.createLink(file, target.resolve(entry.getLinkName()).normalize());
        } else {
          Files.copy(tar, file);
          boolean program = (entry.getMode() & 0111) != 0;
          Files.setPosixFilePermissions(
              file, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
      }
    }
  }
}
