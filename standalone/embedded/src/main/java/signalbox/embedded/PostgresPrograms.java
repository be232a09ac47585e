package signalbox.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where PostgreSQL's programs are, and how they are called. */
sealed interface PostgresPrograms {
  /** The beginning of a command that runs {@code program} as this user, in place of itself. */
  List<String> command(String program, RunAs runAs);

  /** A path as the programs see it. */
  Path inside(Path path);

  /** Those that come with Signalbox. */
  record Bundled() implements PostgresPrograms {
    @Override
    public List<String> command(String program, RunAs runAs) {
      var command = new ArrayList<>(runAs.prefix());
      command.add(PostgresBinaries.unpacked().resolve("bin").resolve(program).toString());
      return command;
    }

    @Override
    public Path inside(Path path) {
      return path;
    }
  }

  /**
   * Those of another system below a root folder; needs root.
   *
   * @param folder of the programs, as seen below the root
   */
  record Below(Path root, String folder) implements PostgresPrograms {
    @Override
    public List<String> command(String program, RunAs runAs) {
      return List.of(
          "chroot",
          "--userspec=" + runAs.uid() + ":" + runAs.gid(),
          root.toString(),
          folder + "/" + program);
    }

    @Override
    public Path inside(Path path) {
      return Path.of("/").resolve(root.relativize(path));
    }
  }
}
