package signalbox.standalone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Keeps each log file below a size: the old text moves to {@code NAME.log.1}. The writers append,
 * so a file that is emptied under them goes on from its start. Lines written between the copy and
 * the emptying are lost.
 */
final class LogKeeper {
  static final long LIMIT_BYTES = 20L << 20;
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final Path directory;
  private final long limitBytes;

  LogKeeper(Path directory, long limitBytes) {
    this.directory = directory;
    this.limitBytes = limitBytes;
  }

  /** Looks after the files until the JVM ends. */
  void startWatching() {
    Thread.ofVirtual()
        .name("log-keeper")
        .start(() -> {
          try {
            while (true) {
              keep();
              Thread.sleep(EVERY);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** Shortens what is too long. */
  void keep() {
    try (var logs = Files.newDirectoryStream(directory, "*.log")) {
      for (var log : logs) {
        if (Files.size(log) > limitBytes) {
          Files.copy(
              log,
              log.resolveSibling(log.getFileName() + ".1"),
              StandardCopyOption.REPLACE_EXISTING);
          try (var file = FileChannel.open(log, StandardOpenOption.WRITE)) {
            file.truncate(0);
          }
        }
      }
    } catch (IOException e) {
      // A full disk or a deleted folder; the parts will say so themselves, and louder.
    }
  }
}
