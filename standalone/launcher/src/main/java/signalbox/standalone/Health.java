package signalbox.standalone;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Asks a part how it is, and remembers what it said. Not thread-safe. */
final class Health {
  private static final int CONNECT_MILLIS = 500;
  private static final int READ_MILLIS = 2_000;
  private static final int LONGEST_ANSWER = 400;

  private final URI address;
  private String lastAnswer = "nothing yet";

  Health(URI address) {
    this.address = address;
  }

  /** Whether the part answers 200. */
  boolean isReady() {
    try {
      var connection = (HttpURLConnection) address.toURL().openConnection();
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout(READ_MILLIS);
      try {
        int status = connection.getResponseCode();
        if (status == 200) {
          return true;
        }
        try (var body = connection.getErrorStream()) {
          var text =
              body == null
                  ? ""
                  : new String(body.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8).strip();
          lastAnswer = status + " " + text;
        }
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      lastAnswer = String.valueOf(e.getMessage());
    }
    return false;
  }

  /** For the message to the person who waits. */
  String lastAnswer() {
    return "it is not ready; " + address + " said: " + lastAnswer + ";";
  }
}
