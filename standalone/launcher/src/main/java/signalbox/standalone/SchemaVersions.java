package signalbox.standalone;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import signalbox.embedded.Installation;

/** Up to which versions this installation can bring the schemas: its newest migrations. */
final class SchemaVersions {
  private static final Pattern MIGRATION =
      Pattern.compile("signalbox/database/([a-z]+)/V(\\d+)__[^/]+\\.sql");

  private SchemaVersions() {}

  static Map<String, Integer> ofInstallation() {
    return of(Installation.classPath("database"));
  }

  /** Looks into each jar and folder of a class path. */
  static Map<String, Integer> of(String classPath) {
    var newest = new TreeMap<String, Integer>();
    try {
      for (var place : classPath.split(File.pathSeparator, -1)) {
        for (var name : names(Path.of(place))) {
          var migration = MIGRATION.matcher(name);
          if (migration.matches()) {
            newest.merge(migration.group(1), Integer.valueOf(migration.group(2)), Integer::max);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!newest.keySet().containsAll(InstanceDatabases.NAMES)) {
      throw new IllegalStateException("there are no migrations in " + classPath);
    }
    return newest;
  }

  private static List<String> names(Path place) throws IOException {
    if (Files.isDirectory(place)) {
      try (var files = Files.walk(place)) {
        return files.map(file -> place.relativize(file).toString()).toList();
      }
    }
    try (var jar = new JarFile(place.toFile())) {
      return jar.stream().map(ZipEntry::getName).toList();
    }
  }
}
