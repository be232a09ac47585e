package signalbox.presentation.websocket;

import java.time.Duration;

/**
 * The bounds of the live stream.
 *
 * @param heartbeat time between two heartbeats; at each, roles are checked again
 * @param tokenCheck time between two checks of the token
 * @param sendTimeout a socket that takes no frame for this long is closed
 * @param maxSockets more are refused
 * @param maxSubscriptions of one socket
 * @param batchItems about how many items of a batch
 * @param batchPoints how many metric points of a batch
 * @param batchLines how many log lines of a batch
 * @param batchTrials how many trials of a study a batch has
 * @param tick frames of a log or of a study are joined for this long
 */
public record StreamDefaults(
    Duration heartbeat,
    Duration tokenCheck,
    Duration sendTimeout,
    int maxSockets,
    int maxSubscriptions,
    int batchItems,
    int batchPoints,
    int batchLines,
    int batchTrials,
    Duration tick) {
  /** What the contract of the stream promises. */
  public static final StreamDefaults STANDARD =
      new StreamDefaults(
          Duration.ofSeconds(15),
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          2000,
          100,
          100,
          5000,
          2000,
          500,
          Duration.ofMillis(50));

  static final int DEFAULT_CREDIT = 8;
  static final int MAX_CREDIT = 64;
  static final int MAX_FRAME_BYTES = 16 * 1024;
  static final int MAX_CURSOR_LENGTH = 200;
}
