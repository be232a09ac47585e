package signalbox.orchestrator.service;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.logging.PartLog;

/** The process. */
public final class Main {
  private static final int BAD_CONFIGURATION = 78;
  private static final int BROKEN = 70;

  private Main() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    OrchestratorConfiguration configuration;
    try {
      configuration = OrchestratorConfiguration.from(System.getenv());
    } catch (OrchestratorConfiguration.Problems problems) {
      LoggerFactory.getLogger(Main.class).error("{}", problems.getMessage());
      System.exit(BAD_CONFIGURATION);
      return;
    }
    // Logback reads it when the first logger is made.
    System.setProperty("signalbox.log.level", configuration.logLevel());
    PartLog.takeAll();
    Logger log = LoggerFactory.getLogger(Main.class);
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger exit = new AtomicInteger();
    Orchestrator orchestrator =
        new Orchestrator(
            configuration,
            () -> {
              exit.set(BROKEN);
              end.countDown();
            });
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(orchestrator::close));
    if (configuration.exitWithParent()) {
      Thread.ofPlatform().daemon().name("parent").start(() -> awaitParent(end));
    }
    log.info("Signalbox orchestrator: {}", configuration);
    orchestrator.start();
    end.await();
    System.exit(exit.get());
  }

  private static void awaitParent(CountDownLatch end) {
    try {
      while (System.in.read() >= 0) {
        // Nothing that is said matters, only that nothing more can come.
      }
    } catch (IOException gone) {
      LoggerFactory.getLogger(Main.class).debug("Standard input broke: {}", gone.toString());
    }
    end.countDown();
  }
}
