package signalbox.presentation.udp.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import signalbox.application.log.AddressRanges;
import signalbox.application.log.DropCause;
import signalbox.application.log.InMemoryLogRepository;
import signalbox.application.log.IntakeStatistics;
import signalbox.application.log.KnownRuns;
import signalbox.application.log.LogIntake;
import signalbox.application.log.LogRuns.LogRun;
import signalbox.application.log.LogWriter;
import signalbox.application.log.LogWriterObserver;
import signalbox.application.log.RecentLines;
import signalbox.application.run.TestRuns;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogAttempt;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogKeys;
import signalbox.domain.log.LogLine;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;
import signalbox.presentation.udp.log.LogListener.Transport;

/** Real datagrams through the loopback device, on every transport that there is. */
class LogListenerTest {
  private final LogKeys keys = new LogKeys(new byte[32]);
  private final RunId run = new RunId(UUID.randomUUID());
  private final LogAttemptId attempt = new LogAttemptId(LogId.of(run), 1);
  private final InMemoryLogRepository logs = new InMemoryLogRepository();
  private final IntakeStatistics statistics = new IntakeStatistics();
  private final KnownRuns runs =
      new KnownRuns(
          some -> Map.of(run, new LogRun(new ProjectId(run.value()), 1, null)),
          InstantSource.system());

  private final LogWriter writer =
      new LogWriter(
          logs, new RecentLines(), topic -> {}, TestRuns.IDS, statistics, LogWriterObserver.NONE);

  @ParameterizedTest
  @EnumSource(Transport.class)
  void storesEveryLineThatItTakes(Transport transport) throws IOException {
    runs.learn(run, new ProjectId(run.value()));
    try (LogWriter storing = writer;
        LogListener listener = listener(transport, loopback(0));
        DatagramSocket socket = new DatagramSocket()) {
      storing.start();
      listener.start();
      byte[] key = keys.attemptKey(run, 1);
      int lines = 2_000;
      for (int seq = 1; seq <= lines; seq++) {
        send(socket, listener, GoldenDatagrams.utf8(GoldenDatagrams.gelf(attempt, key, line(seq))));
        if (seq % 50 == 0) {
          // What the operating system drops is not this test's matter.
          int sent = seq;
          await().until(() -> statistics.snapshot().datagrams() >= sent);
        }
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> logs.find(attempt).map(LogAttempt::stored).orElse(0L) == lines);
      send(socket, listener, new byte[0]);
      send(socket, listener, new byte[60_000]);
      send(socket, listener, new byte[] {(byte) 0x80, 4});
      await().until(() -> statistics.droppedBy(DropCause.PICKLE) == 1);
      assertThat(statistics.droppedBy(DropCause.MALFORMED)).isEqualTo(2);
      assertThat(statistics.snapshot().datagrams()).isEqualTo(lines + 3);
    }
    assertThat(logs.find(attempt).orElseThrow().missing().isEmpty()).isTrue();
  }

  @Test
  void knowsWhoSent() throws IOException {
    for (String host : new String[] {"127.0.0.1", "::1"}) {
      for (Transport transport : Transport.values()) {
        try (DatagramSocketPort port = open(transport, new InetSocketAddress(host, 0));
            DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName(host))) {
          socket.send(new DatagramPacket(new byte[] {1, 2, 3}, 3, port.address()));
          socket.send(new DatagramPacket(new byte[] {4}, 1, port.address()));
          Datagrams first = receive(port);
          assertThat(first.sender(0)).isEqualTo(InetAddress.getByName(host));
          assertThat(first.length(0)).isEqualTo(3);
          assertThat(first.bytes()[first.offset(0)]).isEqualTo((byte) 1);
          Datagrams second = first.count() > 1 ? first : receive(port);
          int last = second.count() - 1;
          assertThat(second.length(last)).isEqualTo(1);
          assertThat(second.bytes()[second.offset(last)]).isEqualTo((byte) 4);
          assertThat(second.senderKey(last)).isEqualTo(first.senderKey(0));
        } catch (java.net.SocketException | UncheckedIOException e) {
          // A machine without IPv6.
          assertThat(host).isEqualTo("::1");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aPortThatIsTakenIsRefused(Transport transport) throws IOException {
    try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address = loopback(taken.getLocalPort());
      assertThatThrownBy(() -> listener(transport, address))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(Integer.toString(taken.getLocalPort()));
    }
  }

  @Test
  void whatHasNoRoomIsDroppedAndCounted() throws InterruptedException {
    DatagramQueue queue = new DatagramQueue(10_000, statistics);
    for (int i = 0; i < 10; i++) {
      Datagrams datagrams = new Datagrams(2, 2_000);
      datagrams.added(1_500, new byte[4], 1);
      datagrams.added(500, new byte[4], 1);
      queue.put(datagrams);
    }
    assertThat(statistics.droppedBy(DropCause.QUEUE_FULL)).isEqualTo(12);
    assertThat(statistics.snapshot().queuedBytes()).isLessThanOrEqualTo(10_000);
    for (int i = 0; i < 4; i++) {
      assertThat(queue.take(0)).isNotNull();
    }
    assertThat(queue.take(0)).isNull();
    assertThat(statistics.snapshot().queuedBytes()).isZero();
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static Datagrams receive(DatagramSocketPort port) throws IOException {
    Instant end = Instant.now().plusSeconds(60);
    while (Instant.now().isBefore(end)) {
      Datagrams datagrams = port.receive();
      if (datagrams != null) {
        return datagrams;
      }
    }
    throw new AssertionError("Nothing came");
  }

  private static DatagramSocketPort open(Transport transport, InetSocketAddress address)
      throws IOException {
    return transport == Transport.BEST && RecvmmsgSocket.isSupported()
        ? new RecvmmsgSocket(address, 1 << 20)
        : new ChannelSocket(address, 1 << 20);
  }

  private LogListener listener(Transport transport, InetSocketAddress address) {
    return new LogListener(
        address,
        transport,
        new LogIntake(keys, runs, AddressRanges.NONE, writer, statistics),
        statistics,
        InstantSource.system());
  }

  private static void send(DatagramSocket socket, LogListener listener, byte[] bytes)
      throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length, listener.address()));
  }

  private static LogLine line(long seq) {
    return new LogLine(seq, seq, 6, LineStream.LOG, "", "", "line " + seq, null, 0);
  }
}
