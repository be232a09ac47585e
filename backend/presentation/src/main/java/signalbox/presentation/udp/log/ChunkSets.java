package signalbox.presentation.udp.log;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import signalbox.application.log.DropCause;
import signalbox.application.log.IntakeStatistics;

/** Chunked messages that are not complete yet, within bounds. Used by one thread. */
final class ChunkSets {
  static final int MOST_CHUNKS = 128;
  static final int MOST_SETS = 1_000;
  static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final int HEADER_BYTES = 12;
  private static final int COUNT_AT = 11;
  private static final int INDEX_AT = 10;

  /** Of all sets together. */
  private static final long MOST_BYTES = 16L * 1024 * 1024;

  private final IntakeStatistics statistics;

  /** In the order in which they began. */
  private final Map<Key, Set> sets = new LinkedHashMap<>();

  private long bytes;

  ChunkSets(IntakeStatistics statistics) {
    this.statistics = statistics;
  }

  /**
   * @return the whole message, once it is complete
   */
  byte @Nullable [] add(byte[] from, int offset, int length, String sender, Instant now)
      throws RefusedException {
    expire(now);
    if (length < HEADER_BYTES) {
      throw new RefusedException(DropCause.MALFORMED);
    }
    int index = Byte.toUnsignedInt(from[offset + INDEX_AT]);
    int count = Byte.toUnsignedInt(from[offset + COUNT_AT]);
    if (count == 0 || count > MOST_CHUNKS || index >= count) {
      throw new RefusedException(DropCause.MALFORMED);
    }
    long id = 0;
    for (int i = 2; i < INDEX_AT; i++) {
      id = id << 8 | (from[offset + i] & 0xff);
    }
    Key key = new Key(sender, id);
    Set set = sets.get(key);
    if (set == null) {
      if (sets.size() >= MOST_SETS) {
        throw new RefusedException(DropCause.CHUNK_LIMIT);
      }
      set = new Set(new byte[count][], now);
      sets.put(key, set);
    }
    if (set.chunks.length != count) {
      throw new RefusedException(DropCause.MALFORMED);
    }
    if (set.chunks[index] != null) {
      // The network has doubled it.
      return null;
    }
    int size = length - HEADER_BYTES;
    if (set.bytes + size > DatagramDecoder.MOST_BYTES) {
      remove(key, set);
      throw new RefusedException(DropCause.OVERSIZED);
    }
    if (bytes + size > MOST_BYTES) {
      remove(key, set);
      throw new RefusedException(DropCause.CHUNK_LIMIT);
    }
    byte[] chunk = new byte[size];
    System.arraycopy(from, offset + HEADER_BYTES, chunk, 0, size);
    set.chunks[index] = chunk;
    set.bytes += size;
    set.present++;
    bytes += size;
    if (set.present < count) {
      return null;
    }
    remove(key, set);
    return set.joined();
  }

  /** Drops what was not completed in time. */
  void expire(Instant now) {
    Iterator<Map.Entry<Key, Set>> oldest = sets.entrySet().iterator();
    while (oldest.hasNext()) {
      Set set = oldest.next().getValue();
      if (now.isBefore(set.began.plus(TIMEOUT))) {
        return;
      }
      oldest.remove();
      bytes -= set.bytes;
      statistics.dropped(DropCause.CHUNK_TIMEOUT, 1);
    }
  }

  private void remove(Key key, Set set) {
    sets.remove(key);
    bytes -= set.bytes;
  }

  private record Key(String sender, long id) {}

  private static final class Set {
    private final byte[] @Nullable [] chunks;
    private final Instant began;
    private int present;
    private int bytes;

    Set(byte[] @Nullable [] chunks, Instant began) {
      this.chunks = chunks;
      this.began = began;
    }

    byte[] joined() {
      byte[] whole = new byte[bytes];
      int at = 0;
      for (byte[] chunk : chunks) {
        if (chunk != null) {
          System.arraycopy(chunk, 0, whole, at, chunk.length);
          at += chunk.length;
        }
      }
      return whole;
    }
  }
}
