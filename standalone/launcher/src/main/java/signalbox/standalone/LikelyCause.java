package signalbox.standalone;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import signalbox.embedded.StartFailure;

/** Turns the last words of a part into what a person can do about it. */
final class LikelyCause {
  private static final List<Rule> RULES =
      List.of(
          rule(
              "No space left on device|could not extend file",
              "The disk is full. Free some space."),
          rule("Read-only file system", "The data folder lies on a read-only file system."),
          rule(
              "libgomp\\.so\\.1",
              "LightGBM needs the OpenMP library. Install it: apt-get install libgomp1"),
          rule(
              "ml-services/\\.venv/bin/python.*(No such file|error=2)",
              "The Python environment is missing. Run: ./signalbox build"),
          rule(
              "ModuleNotFoundError|No module named",
              "The Python environment is incomplete. Delete ml-services/.venv and run: ./signalbox build"),
          rule(
              "Address already in use|Failed to bind|could not bind|BindException|address is in use",
              "Another program took the port. Start again: another one is chosen, or give --port."),
          rule(
              "incompatible with server|was initialized by PostgreSQL version",
              "The data folder was made by another PostgreSQL version. Use another --data folder."),
          rule(
              "password authentication failed",
              "The file «secrets» does not belong to this data folder. Put the old one back."),
          rule(
              "schema version|Schema version|validate failed|checksum mismatch|schema is",
              "The database does not fit this version of Signalbox. Use the version that made it, or"
                  + " build again: ./signalbox build"),
          rule(
              "UnsupportedClassVersionError",
              "The JDK is older than the one that built Signalbox. Set SIGNALBOX_JAVA_HOME to a JDK 25."),
          rule(
              "is not built|Could not find or load main class|NoClassDefFoundError|ClassNotFoundException",
              "The build is incomplete. Run: ./signalbox build"),
          rule(
              "InconsistentClusterId|Invalid cluster.id",
              "Kafka's folder was mixed with another one's. Put the old one back."),
          rule(
              "OutOfMemoryError|Cannot allocate memory|insufficient memory|errno=12",
              "The machine has too little free memory. Signalbox needs 2 GiB."),
          rule(
              "exit code 137",
              "Something killed it, most likely the kernel because memory ran out (see dmesg)."),
          rule(
              "Permission denied|AccessDenied|Operation not permitted",
              "This user may not read or write a file it needs. Who owns the data folder?"),
          rule(
              "after \\d+ s",
              "The machine may be too busy or too slow; the log says how far it came."));

  private LikelyCause() {}

  private record Rule(Pattern pattern, String cause) {}

  /** The cause that fits best, when one does. */
  static Optional<String> of(StartFailure failure) {
    var text = failure.reason() + "\n" + String.join("\n", failure.lastLines());
    return RULES.stream()
        .filter(rule -> rule.pattern().matcher(text).find())
        .map(Rule::cause)
        .findFirst();
  }

  /** The whole message: who, why, where to look, the last lines, the likely cause. */
  static String explain(StartFailure failure) {
    var text = new StringBuilder();
    text.append(failure.part()).append(" did not start: ").append(failure.reason()).append('\n');
    if (!failure.lastLines().isEmpty()) {
      text.append("  Its last lines:\n");
      failure.lastLines().stream()
          .flatMap(line -> ReadableLine.of(line).lines())
          .forEach(line -> text.append("  | ").append(line).append('\n'));
    }
    text.append("  Log file:     ").append(failure.log()).append('\n');
    text.append("  Likely cause: ").append(of(failure).orElse("none is known; see the log file."));
    return text.toString();
  }

  private static Rule rule(String pattern, String cause) {
    return new Rule(Pattern.compile(pattern), cause);
  }
}
