package signalbox.application.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.UploadId;

/**
 * The bytes of uploads, in a folder that all backends share. Thread-safe for different uploads; of
 * one upload only one thread may append.
 */
public interface UploadFiles {
  /**
   * Appends what arrives at a place; what lay behind it is cut off first. What is counted in the
   * answer survives the loss of power.
   *
   * @param maxBytes more than so many are not taken
   * @param checksum must be that of the bytes, else none is kept; null for none
   * @throws signalbox.domain.error.SignalboxException {@code upload.elsewhere} when the bytes
   *     before the place are not here
   */
  Appended append(
      UploadId id, long offset, Source source, long maxBytes, @Nullable Checksum checksum);

  /**
   * Hands the file to a reader. An upload without bytes is an empty file.
   *
   * @param size how many bytes it must have
   * @throws signalbox.domain.error.SignalboxException {@code upload.elsewhere} when they are not
   *     here
   */
  <T> T read(UploadId id, long size, Function<Path, T> reader);

  /**
   * Lower-case hex of the first {@code size} bytes.
   *
   * @throws signalbox.domain.error.SignalboxException {@code upload.elsewhere} when they are not
   *     here
   */
  String sha256(UploadId id, long size);

  /** True when a file of so many bytes can be stored, and something is left. */
  boolean hasRoom(long bytes);

  /** All there are. */
  List<UploadId> list();

  /** No effect when there is none. */
  void delete(UploadId id);

  /** Bytes that arrive. */
  @FunctionalInterface
  interface Source {
    InputStream open() throws IOException;
  }

  /** A digest that bytes must have. */
  @SuppressWarnings("ArrayRecordComponent") // Handed on at once; nobody compares it.
  record Checksum(Algorithm algorithm, byte[] digest) {
    /** The word of the tus protocol, and Java's name. */
    public enum Algorithm {
      SHA1("sha1", "SHA-1"),
      SHA256("sha256", "SHA-256");

      private final String word;
      private final String javaName;

      Algorithm(String word, String javaName) {
        this.word = word;
        this.javaName = javaName;
      }

      public String word() {
        return word;
      }

      public String javaName() {
        return javaName;
      }
    }
  }

  /** What became of the bytes. */
  sealed interface Appended {
    /** All that arrived are stored. */
    record Stored(long bytes) implements Appended {}

    /** The connection broke; so many are stored. */
    record Broken(long bytes, IOException cause) implements Appended {}

    /** They are not those of the checksum; none is stored. */
    record Mismatch() implements Appended {}

    /** More arrived than may; none is stored. */
    record TooMany() implements Appended {}
  }
}
