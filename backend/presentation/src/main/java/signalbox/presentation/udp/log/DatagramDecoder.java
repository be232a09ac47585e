package signalbox.presentation.udp.log;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.Instant;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import signalbox.application.log.DropCause;
import signalbox.application.log.IntakeStatistics;
import signalbox.application.log.ReceivedLine;

/**
 * Makes lines of datagrams, as {@code contracts/log-datagram.md} defines them: told apart by the
 * first bytes, whatever they hold. Used by one thread.
 */
final class DatagramDecoder {
  /** The largest message once it is inflated or joined. */
  static final int MOST_BYTES = 1024 * 1024;

  private static final int PICKLE = 0x80;

  private final ChunkSets chunks;
  private final GelfReader gelf = new GelfReader();
  private final SyslogReader syslog = new SyslogReader(gelf);

  DatagramDecoder(IntakeStatistics statistics) {
    this.chunks = new ChunkSets(statistics);
  }

  /**
   * @param senderKey tells senders apart, for chunks
   * @return null when it is a chunk of a message that is not complete yet
   */
  @Nullable ReceivedLine decode(
      byte[] bytes, int offset, int length, InetAddress sender, String senderKey, Instant now)
      throws RefusedException {
    if (length >= 2 && bytes[offset] == 0x1e && bytes[offset + 1] == 0x0f) {
      byte[] whole = chunks.add(bytes, offset, length, senderKey, now);
      return whole == null ? null : whole(whole, 0, whole.length, sender, now);
    }
    return whole(bytes, offset, length, sender, now);
  }

  /** Drops sets of chunks that were not completed in time. */
  void expire(Instant now) {
    chunks.expire(now);
  }

  private ReceivedLine whole(byte[] bytes, int offset, int length, InetAddress sender, Instant now)
      throws RefusedException {
    if (length == 0) {
      throw new RefusedException(DropCause.MALFORMED);
    }
    int first = Byte.toUnsignedInt(bytes[offset]);
    int second = length > 1 ? Byte.toUnsignedInt(bytes[offset + 1]) : -1;
    if (first == '{') {
      return gelf.read(bytes, offset, length, sender, now);
    }
    if (first == '<') {
      return syslog.read(bytes, offset, length, sender, now);
    }
    if (first == 0x1f && second == 0x8b) {
      byte[] inflated = inflate(bytes, offset, length, true);
      return gelf.read(inflated, 0, inflated.length, sender, now);
    }
    if ((first & 0x0f) == 8 && first >> 4 <= 7 && second >= 0 && (first << 8 | second) % 31 == 0) {
      byte[] inflated = inflate(bytes, offset, length, false);
      return gelf.read(inflated, 0, inflated.length, sender, now);
    }
    boolean pickle =
        first == PICKLE || (length > 4 && Byte.toUnsignedInt(bytes[offset + 4]) == PICKLE);
    throw new RefusedException(pickle ? DropCause.PICKLE : DropCause.MALFORMED);
  }

  private static byte[] inflate(byte[] bytes, int offset, int length, boolean gzip)
      throws RefusedException {
    InputStream packed = new ByteArrayInputStream(bytes, offset, length);
    try (InputStream plain = gzip ? new GZIPInputStream(packed) : new InflaterInputStream(packed)) {
      byte[] inflated = plain.readNBytes(MOST_BYTES + 1);
      if (inflated.length > MOST_BYTES) {
        throw new RefusedException(DropCause.OVERSIZED);
      }
      return inflated;
    } catch (IOException e) {
      throw new RefusedException(DropCause.MALFORMED);
    }
  }
}
