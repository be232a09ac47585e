package signalbox.standalone;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets ctrl-C end a piece of work at its next step, and the JVM only after the work has cleaned up
 * behind itself. Closed when it has.
 */
final class Cancellation implements AutoCloseable {
  private static final long LIMIT_SECONDS = 30;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::cancel, "cancel");
  private volatile boolean asked;

  Cancellation() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * @throws CancellationException when the work shall end
   */
  void check() {
    if (asked) {
      throw new CancellationException("stopped");
    }
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending already, and the hook has begun.
    }
  }

  private void cancel() {
    asked = true;
    try {
      if (!ended.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("It did not end within " + LIMIT_SECONDS + " s and is cut off.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
