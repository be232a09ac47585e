package signalbox.bootstrap;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.logging.PartLog;

/**
 * Starts the backend and runs until it is told to stop. Exit code 0: stopped; 1: a setting is
 * missing or wrong; 2: it could not start.
 */
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private Main() {}

  public static void main(String[] arguments) throws InterruptedException {
    PartLog.takeAll();
    Settings settings;
    try {
      settings = Settings.from(System.getenv());
    } catch (Settings.Unusable e) {
      e.problems().forEach(problem -> LOG.error("Setting: {}", problem));
      System.exit(1);
      return;
    }
    CountDownLatch stopped = new CountDownLatch(1);
    if (settings.exitWithParent()) {
      exitWithParent();
    }
    Backend backend;
    try {
      backend = Backend.start(settings);
    } catch (SchemaVersions.Wrong e) {
      LOG.error("{}", e.getMessage());
      System.exit(2);
      return;
    } catch (RuntimeException e) {
      LOG.error("The backend cannot start", e);
      System.exit(2);
      return;
    }
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  LOG.info("Stopping");
                  backend.close();
                  LOG.info("Stopped");
                  stopped.countDown();
                },
                "stop"));
    stopped.await();
  }

  /** The parent holds our standard input open for as long as it lives. */
  private static void exitWithParent() {
    Thread.ofPlatform()
        .daemon()
        .name("parent")
        .start(() -> {
          try {
            while (System.in.read() >= 0) {
              // What the parent writes is nothing to us; only the end counts.
            }
          } catch (IOException e) {
            LOG.debug("Standard input broke", e);
          }
          System.exit(0);
        });
  }
}
