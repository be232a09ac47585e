package signalbox.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A parent to be killed: starts PostgreSQL and a program that ignores TERM, then says so. */
final class Orphan {
  private Orphan() {}

  public static void main(String[] arguments) throws InterruptedException {
    var directory = Path.of(arguments[0]);
    var server = EmbeddedPostgres.in(directory.resolve("postgres")).throwAway().start();
    var stubborn =
        ChildProcess.named(
                "stubborn",
                directory.resolve("stubborn.log"),
                List.of("sh", "-c", "trap '' TERM; echo up; while :; do sleep 0.1; done"))
            .stop("TERM", Duration.ofSeconds(1))
            .start();
    stubborn.awaitLine("up", Duration.ofSeconds(10));
    System.out.println("started " + server.process().pid() + " " + stubborn.pid());
    Thread.sleep(Duration.ofMinutes(5));
  }
}
