package signalbox.presentation.udp.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.application.log.DropCause;
import signalbox.application.log.IntakeStatistics;
import signalbox.application.log.LogIntake;
import signalbox.application.log.ReceivedLine;

/**
 * Listens for log datagrams. One thread only takes them from the operating system; another decodes
 * them and hands the lines to the intake. Opened once, closed once.
 */
public final class LogListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogListener.class);

  /** What the operating system is asked to hold; less without the right to exceed its limit. */
  private static final int RECEIVE_BUFFER = 32 * 1024 * 1024;

  private static final long MOST_QUEUED_BYTES = 32L * 1024 * 1024;
  private static final long IDLE_MILLIS = 20;
  private static final long STOP_MILLIS = 2_000;

  /** Lines do not wait longer than this for others of the same burst. */
  private static final int DATAGRAMS_BEFORE_FLUSH = 512;

  private final LogIntake intake;
  private final IntakeStatistics statistics;
  private final InstantSource clock;
  private final DatagramSocketPort socket;
  private final DatagramQueue queue;
  private final DatagramDecoder decoder;
  private final Thread receiver = Thread.ofPlatform().name("log-receiver").unstarted(this::receive);
  private final Thread worker = Thread.ofPlatform().name("log-intake").unstarted(this::work);
  private volatile boolean closing;

  /** How datagrams are received. */
  public enum Transport {
    /** The fastest that the platform has. */
    BEST,
    /** What every platform has. */
    PORTABLE
  }

  /**
   * Binds the socket; nothing is received before {@link #start}.
   *
   * @param address port 0 for any free one
   * @throws UncheckedIOException when the port is taken
   */
  public LogListener(
      InetSocketAddress address,
      Transport transport,
      LogIntake intake,
      IntakeStatistics statistics,
      InstantSource clock) {
    this.intake = intake;
    this.statistics = statistics;
    this.clock = clock;
    this.queue = new DatagramQueue(MOST_QUEUED_BYTES, statistics);
    this.decoder = new DatagramDecoder(statistics);
    this.socket = open(address, transport);
    statistics.watchKernel(() -> kernelDrops(socket.address().getPort()));
  }

  private static DatagramSocketPort open(InetSocketAddress address, Transport transport) {
    try {
      return transport == Transport.BEST && RecvmmsgSocket.isSupported()
          ? new RecvmmsgSocket(address, RECEIVE_BUFFER)
          : new ChannelSocket(address, RECEIVE_BUFFER);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot listen for log lines on UDP " + address, e);
    }
  }

  public void start() {
    receiver.start();
    worker.start();
    LOG.info(
        "Log lines are taken on UDP port {}; the operating system holds {} KiB of them",
        socket.address().getPort(),
        socket.receiveBuffer() / 1024);
  }

  public InetSocketAddress address() {
    return socket.address();
  }

  /** Takes no more, and hands on what was taken, for a bounded time. */
  @Override
  public void close() {
    closing = true;
    try {
      receiver.join(STOP_MILLIS);
      worker.join(STOP_MILLIS);
      worker.interrupt();
      worker.join(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    statistics.watchKernel(() -> 0);
    socket.close();
  }

  private void receive() {
    boolean failing = false;
    while (!closing) {
      try {
        Datagrams datagrams = socket.receive();
        if (datagrams != null) {
          queue.put(datagrams);
        }
        failing = false;
      } catch (IOException e) {
        if (!failing && !closing) {
          LOG.warn("Datagrams cannot be received; it is tried again", e);
        }
        failing = true;
        Thread.onSpinWait();
      }
    }
  }

  private void work() {
    int unflushed = 0;
    try {
      while (!closing || !queue.isEmpty()) {
        Datagrams datagrams = queue.take(IDLE_MILLIS);
        Instant now = clock.instant();
        if (datagrams == null) {
          decoder.expire(now);
          intake.flush();
          unflushed = 0;
          continue;
        }
        decode(datagrams, now);
        unflushed += datagrams.count();
        if (unflushed >= DATAGRAMS_BEFORE_FLUSH || queue.isEmpty()) {
          intake.flush();
          unflushed = 0;
        }
      }
      intake.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void decode(Datagrams datagrams, Instant now) {
    for (int i = 0; i < datagrams.count(); i++) {
      try {
        ReceivedLine line =
            decoder.decode(
                datagrams.bytes(),
                datagrams.offset(i),
                datagrams.length(i),
                datagrams.sender(i),
                datagrams.senderKey(i),
                now);
        if (line != null) {
          intake.take(line);
        }
      } catch (RefusedException e) {
        statistics.dropped(e.dropCause(), 1);
      } catch (RuntimeException e) {
        // Whatever it holds, the next one must be read.
        statistics.dropped(DropCause.MALFORMED, 1);
        LOG.error("A datagram of {} bytes broke the decoder", datagrams.length(i), e);
      }
    }
  }

  /** Linux tells, in the last column, what it has dropped at each socket. */
  private static long kernelDrops(int port) {
    return dropsIn(Path.of("/proc/net/udp"), port) + dropsIn(Path.of("/proc/net/udp6"), port);
  }

  private static long dropsIn(Path table, int port) {
    String local = String.format(Locale.ROOT, ":%04X", port);
    try (var lines = Files.lines(table)) {
      return lines
          .map(line -> line.strip().split("\\s+"))
          .filter(columns -> columns.length > 12 && columns[1].endsWith(local))
          .mapToLong(columns -> Long.parseLong(columns[columns.length - 1]))
          .sum();
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }
}
