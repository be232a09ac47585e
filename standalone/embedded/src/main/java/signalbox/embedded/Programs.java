package signalbox.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Looks up programs of the machine. */
final class Programs {
  private Programs() {}

  static Optional<Path> find(String program) {
    var path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/bin:/sbin:/bin";
    for (var directory : path.split(":", -1)) {
      var candidate = Path.of(directory, program);
      if (!directory.isEmpty() && Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
