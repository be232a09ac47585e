import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Sends numbered, signed log lines of a run (see contracts/log-datagram.md) or the same texts as syslog, at a steady rate or as fast as
 * it can. Each line carries the time at which it left. Run as {@code java Sender.java KIND PORT RATE LINES FIRST [RUN KEY]}; a rate of 0
 * is as fast as possible. Prints how many lines it sent and the seconds that it took.
 */
public final class Sender {
  private static final long NANOS = 1_000_000_000L;
  private static final long PAUSE_NANOS = 1_000_000L;

  private Sender() {}

  public static void main(String[] args) throws IOException, GeneralSecurityException {
    boolean gelf = args[0].equals("gelf");
    long rate = Long.parseLong(args[2]);
    long lines = Long.parseLong(args[3]);
    long first = Long.parseLong(args[4]);
    Signed signed = gelf ? new Signed(UUID.fromString(args[5]), HexFormat.of().parseHex(args[6])) : null;
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.connect(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[1])));
      long begin = System.nanoTime();
      for (long sent = 0; sent < lines; ) {
        long due = rate == 0 ? lines : Math.min(lines, (System.nanoTime() - begin) * rate / NANOS);
        for (; sent < due; sent++) {
          long micros = System.currentTimeMillis() * 1000 + System.nanoTime() / 1000 % 1000;
          String text = text(sent, System.currentTimeMillis());
          byte[] datagram = signed == null ? syslog(text) : signed.line(first + sent, micros, text);
          channel.write(ByteBuffer.wrap(datagram));
        }
        if (sent < lines) {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
      System.out.printf("%d %.3f%n", lines, (System.nanoTime() - begin) / (double) NANOS);
    }
  }

  private static String text(long number, long millis) {
    return "line " + number + " sent " + millis + " epoch=13 step=" + number + " loss=0.2140 lr=0.001 valid.auc=0.9132";
  }

  private static byte[] syslog(String text) {
    return ("<14>1 2026-01-01T00:00:00.000000Z bench trainer - - - " + text).getBytes(StandardCharsets.UTF_8);
  }

  private static final class Signed {
    private static final int MAC_BYTES = 16;
    private static final int ATTEMPT = 1;
    private static final byte LEVEL = 6;
    private static final byte[] LOGGER = "trainer.loop".getBytes(StandardCharsets.UTF_8);
    private static final byte[] PHASE = "training".getBytes(StandardCharsets.UTF_8);

    private final UUID run;
    private final Mac mac = Mac.getInstance("HmacSHA256");
    private final ByteBuffer canonical = ByteBuffer.allocate(4096);

    Signed(UUID run, byte[] runKey) throws GeneralSecurityException {
      this.run = run;
      mac.init(new SecretKeySpec(runKey, "HmacSHA256"));
      byte[] attemptKey = mac.doFinal(ByteBuffer.allocate(Integer.BYTES).putInt(ATTEMPT).array());
      mac.init(new SecretKeySpec(attemptKey, "HmacSHA256"));
    }

    byte[] line(long seq, long micros, String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      canonical.clear();
      canonical.putLong(run.getMostSignificantBits()).putLong(run.getLeastSignificantBits()).putInt(ATTEMPT);
      canonical.putLong(seq).putLong(micros).put(LEVEL).put((byte) 0);
      canonical.putInt(LOGGER.length).put(LOGGER).putInt(PHASE.length).put(PHASE).putLong(0);
      canonical.putInt(bytes.length).put(bytes).flip();
      mac.update(canonical);
      String signature = HexFormat.of().formatHex(Arrays.copyOf(mac.doFinal(), MAC_BYTES));
      return ("{\"version\":\"1.1\",\"host\":\"bench\",\"short_message\":\"" + text + "\",\"timestamp\":" + micros / 1_000_000 + "."
              + String.format("%06d", micros % 1_000_000) + ",\"level\":6,\"_run\":\"" + run + "\",\"_attempt\":1,\"_seq\":" + seq
              + ",\"_stream\":\"log\",\"_logger\":\"trainer.loop\",\"_phase\":\"training\",\"_mac\":\"" + signature + "\"}")
          .getBytes(StandardCharsets.UTF_8);
    }
  }
}
