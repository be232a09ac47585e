package signalbox.application.dataset;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.dataset.Dialect;
import signalbox.domain.error.Fault;

/**
 * Reads tables from files. Thread-safe. Every method throws {@link
 * signalbox.domain.error.SignalboxException} with {@code dataset.…} for what is no table at all.
 */
public interface TableFiles {
  /** How the file is probably written, for a person to look at. */
  Dialect guess(Path file);

  /** How the file is read that nobody looks at: text as UTF-8 with a header. */
  Dialect plain(Path file);

  /**
   * Reads a file in the order of its rows. Memory use does not grow with the size. A row that
   * cannot be read is told to the sink, with its place, and reading goes on.
   *
   * @return true when the whole file was read, false when the extent ended first
   */
  boolean read(Path file, Dialect dialect, Extent extent, RowSink sink);

  /**
   * How much is read at most.
   *
   * @param rows good and bad ones, the header not counted
   * @param chars of good rows
   */
  record Extent(long rows, long chars) {
    public static final Extent WHOLE = new Extent(Long.MAX_VALUE, Long.MAX_VALUE);

    /** Enough to look at and to guess from. */
    public static final Extent SAMPLE = new Extent(1000, 4L * 1024 * 1024);
  }

  /** Takes what is read; used by one thread. */
  interface RowSink {
    /**
     * Called once, before the rows.
     *
     * @param declared the types of the columns where the file says them; else empty
     */
    void header(List<String> names, List<ColumnType> declared);

    /**
     * @param line where the row begins in the file, from 1
     * @param values one text for each column, null for a missing value; only valid during the call
     */
    void row(long line, @Nullable String[] values);

    /** A row that cannot be read. */
    void fault(Fault fault);

    /**
     * A row with bytes that mean nothing in the encoding.
     *
     * @param byteOfLine the first of them, from 1
     */
    default void undecodable(long byteOfLine, Fault fault) {
      fault(fault);
    }
  }
}
