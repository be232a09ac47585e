package signalbox.infrastructure.file.dataset;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import signalbox.application.artifact.ObjectStore;
import signalbox.application.dataset.RowPages;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;

/**
 * Rows as one object beside their dataset: packed pages of some hundred KiB, one after the other,
 * then the place and the first row of each, then a foot that says where that list begins. A cell is
 * its length and its UTF-8 bytes, -1 for a missing value.
 */
public final class ObjectRowPages implements RowPages {
  private static final int MAGIC = 0x53425031;
  private static final int FOOT_BYTES = 4 + 4 + 4 + 8 + 8;
  private static final int PAGE_BYTES = 256 * 1024;
  private static final int PAGE_ROWS = 5_000;
  private static final int READ_AHEAD_BYTES = 1024 * 1024;
  private static final int MISSING = -1;
  private static final int REMEMBERED = 32;

  private final ObjectStore objects;
  private final Path folder;
  private final Map<String, Index> indexes = Collections.synchronizedMap(new Recent());

  /**
   * @param folder holds pages while they are written
   */
  public ObjectRowPages(ObjectStore objects, Path folder) {
    this.objects = objects;
    this.folder = folder;
  }

  /**
   * @param places of the pages in the object, and behind the last one that of its end
   * @param firstRows of the pages, and behind the last one the number of all
   */
  @SuppressWarnings("ArrayRecordComponent") // Read from an object and kept; nobody compares it.
  private record Index(int columns, long[] places, long[] firstRows) {
    long rows() {
      return firstRows[firstRows.length - 1];
    }

    /** The page that has the row. */
    int pageOf(long row) {
      int low = 0;
      int high = firstRows.length - 2;
      while (low < high) {
        int middle = (low + high + 1) >>> 1;
        if (firstRows[middle] <= row) {
          low = middle;
        } else {
          high = middle - 1;
        }
      }
      return low;
    }
  }

  private static final class Recent extends LinkedHashMap<String, Index> {
    private static final long serialVersionUID = 1L;

    Recent() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Index> eldest) {
      return size() > REMEMBERED;
    }
  }

  @Override
  public Draft begin() {
    return new PageDraft();
  }

  @Override
  public boolean contains(String datasetObjectKey) {
    return indexes.containsKey(datasetObjectKey) || objects.size(key(datasetObjectKey)).isPresent();
  }

  @Override
  public long read(String datasetObjectKey, long from, Visitor visitor) {
    Index index = index(datasetObjectKey);
    if (from >= index.rows()) {
      return index.rows();
    }
    int first = index.pageOf(from);
    long start = index.places()[first];
    long end = index.places()[index.places().length - 1];
    try (ObjectStore.StoredObject object =
            objects
                .open(key(datasetObjectKey), start, end - start)
                .orElseThrow(ObjectRowPages::gone);
        BufferedInputStream in = new BufferedInputStream(object.content(), READ_AHEAD_BYTES)) {
      for (int page = first; page < index.places().length - 1; page++) {
        byte[] packed = in.readNBytes((int) (index.places()[page + 1] - index.places()[page]));
        long next = visit(packed, index, page, from, visitor);
        if (next >= 0) {
          return next;
        }
      }
      return index.rows();
    } catch (IOException e) {
      throw SignalboxException.of(ErrorCode.STORE_UNAVAILABLE).causedBy(e);
    }
  }

  /**
   * @return the row after the last one that was wanted; -1 when more are
   */
  private static long visit(byte[] packed, Index index, int page, long from, Visitor visitor)
      throws IOException {
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(new GZIPInputStream(new ByteArrayInputStream(packed))))) {
      for (long row = index.firstRows()[page]; row < index.firstRows()[page + 1]; row++) {
        List<@Nullable String> values = new ArrayList<>(index.columns());
        for (int i = 0; i < index.columns(); i++) {
          values.add(readText(in));
        }
        if (row >= from && !visitor.row(row, values)) {
          return row + 1;
        }
      }
      return -1;
    }
  }

  @Override
  public void delete(String datasetObjectKey) {
    indexes.remove(datasetObjectKey);
    objects.delete(key(datasetObjectKey));
  }

  private Index index(String datasetObjectKey) {
    Index known = indexes.get(datasetObjectKey);
    if (known != null) {
      return known;
    }
    String key = key(datasetObjectKey);
    long size = objects.size(key).orElseThrow(ObjectRowPages::gone);
    try (DataInputStream foot = part(key, size - FOOT_BYTES, FOOT_BYTES)) {
      if (foot.readInt() != MAGIC) {
        throw new IOException("Pages of an unknown kind");
      }
      int columns = foot.readInt();
      int pages = foot.readInt();
      long rows = foot.readLong();
      long listPlace = foot.readLong();
      long[] places = new long[pages + 1];
      long[] firstRows = new long[pages + 1];
      try (DataInputStream list = part(key, listPlace, 16L * pages)) {
        for (int i = 0; i < pages; i++) {
          places[i] = list.readLong();
          firstRows[i] = list.readLong();
        }
      }
      places[pages] = listPlace;
      firstRows[pages] = rows;
      Index index = new Index(columns, places, firstRows);
      indexes.put(datasetObjectKey, index);
      return index;
    } catch (IOException e) {
      throw SignalboxException.of(ErrorCode.STORE_UNAVAILABLE).causedBy(e);
    }
  }

  private DataInputStream part(String key, long from, long length) {
    return new DataInputStream(
        new BufferedInputStream(
            objects.open(key, from, length).orElseThrow(ObjectRowPages::gone).content()));
  }

  private static SignalboxException gone() {
    return SignalboxException.of(ErrorCode.STORE_UNAVAILABLE);
  }

  private static String key(String datasetObjectKey) {
    return datasetObjectKey + ".rows";
  }

  private static void writeText(DataOutputStream out, @Nullable String text) throws IOException {
    if (text == null) {
      out.writeInt(MISSING);
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static @Nullable String readText(DataInputStream in) throws IOException {
    int length = in.readInt();
    return length == MISSING ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  /** Packed quickly rather than tightly. */
  private static final class QuickGzip extends GZIPOutputStream {
    QuickGzip(OutputStream out) throws IOException {
      super(out, 8192);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  private final class PageDraft implements Draft {
    private final List<Long> places = new ArrayList<>();
    private final List<Long> firstRows = new ArrayList<>();
    private final ByteArrayOutputStream page = new ByteArrayOutputStream();
    private final DataOutputStream pageOut = new DataOutputStream(page);
    private @Nullable Path file;
    private @Nullable OutputStream out;
    private long written;
    private long rows;
    private int rowsOfPage;
    private int columns;

    @Override
    public void header(List<String> names, List<ColumnType> declared) {
      columns = names.size();
    }

    @Override
    public void row(long line, @Nullable String[] values) {
      try {
        for (@Nullable String value : values) {
          writeText(pageOut, value);
        }
        rows++;
        rowsOfPage++;
        if (page.size() >= PAGE_BYTES || rowsOfPage >= PAGE_ROWS) {
          endPage();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void fault(Fault fault) {}

    private void endPage() throws IOException {
      if (rowsOfPage == 0) {
        return;
      }
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (OutputStream gzip = new QuickGzip(packed)) {
        page.writeTo(gzip);
      }
      places.add(written);
      firstRows.add(rows - rowsOfPage);
      packed.writeTo(out());
      written += packed.size();
      page.reset();
      rowsOfPage = 0;
    }

    private OutputStream out() throws IOException {
      OutputStream open = out;
      if (open == null) {
        Path made = Files.createTempFile(folder, "upload-", ".rows");
        file = made;
        open = new BufferedOutputStream(Files.newOutputStream(made), 1 << 16);
        out = open;
      }
      return open;
    }

    @Override
    public void save(String datasetObjectKey) {
      try {
        endPage();
        DataOutputStream end = new DataOutputStream(out());
        for (int i = 0; i < places.size(); i++) {
          end.writeLong(places.get(i));
          end.writeLong(firstRows.get(i));
        }
        end.writeInt(MAGIC);
        end.writeInt(columns);
        end.writeInt(places.size());
        end.writeLong(rows);
        end.writeLong(written);
        end.close();
        Path made = file;
        if (made != null) {
          objects.put(key(datasetObjectKey), made, "application/octet-stream");
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      try {
        OutputStream open = out;
        if (open != null) {
          open.close();
        }
        Path made = file;
        if (made != null) {
          Files.deleteIfExists(made);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
