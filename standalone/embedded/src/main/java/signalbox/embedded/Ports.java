package signalbox.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;

/** Free loopback ports. */
public final class Ports {
  // Below the range from which Linux takes the ports of outgoing connections, so that a port that
  // was free yesterday is still free after a restart.
  private static final int FIRST = 20_000;
  private static final int COUNT = 12_000;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Ports() {}

  /** A port that nothing listens on now. Nobody reserves it: bind it soon. */
  public static int free() {
    for (int tries = 0; tries < 1_000; tries++) {
      int port = FIRST + RANDOM.nextInt(COUNT);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException(
        "no free port between " + FIRST + " and " + (FIRST + COUNT) + " in 1000 tries");
  }

  /** Whether {@code port} can be bound on 127.0.0.1. */
  public static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
