package signalbox.infrastructure.file.dataset;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import signalbox.application.artifact.ObjectStore;
import signalbox.application.dataset.TableSample;
import signalbox.application.dataset.TableSamples;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/**
 * Samples as objects beside their datasets, packed: a version byte, the column names, and the cells
 * row by row as length and UTF-8 bytes, -1 for a missing value.
 */
public final class ObjectTableSamples implements TableSamples {
  private static final int VERSION = 1;
  private static final int MISSING = -1;
  private static final int MAX_SHARED = 10_000;

  /** No sample that we wrote unpacks to more; one that came with an imported project might. */
  private static final long MAX_UNPACKED = 128L * 1024 * 1024;

  private final ObjectStore objects;
  private final Path folder;

  /**
   * @param folder holds a sample while it is packed
   */
  public ObjectTableSamples(ObjectStore objects, Path folder) {
    this.objects = objects;
    this.folder = folder;
  }

  @Override
  public void save(String datasetObjectKey, TableSample sample) {
    try {
      Path file = Files.createTempFile(folder, "upload-", ".sample");
      try {
        write(file, sample);
        objects.put(key(datasetObjectKey), file, "application/octet-stream");
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public TableSample load(Dataset dataset) {
    ObjectStore.StoredObject object =
        objects
            .open(key(dataset.objectKey()))
            .orElseThrow(() -> SignalboxException.of(ErrorCode.STORE_UNAVAILABLE));
    try (object;
        DataInputStream in =
            new DataInputStream(
                new BufferedInputStream(new Bounded(new GZIPInputStream(object.content()))))) {
      return read(in);
    } catch (IOException e) {
      throw SignalboxException.of(ErrorCode.STORE_UNAVAILABLE).causedBy(e);
    }
  }

  @Override
  public void delete(String datasetObjectKey) {
    objects.delete(key(datasetObjectKey));
  }

  private static String key(String datasetObjectKey) {
    return datasetObjectKey + SUFFIX;
  }

  private static void write(Path file, TableSample sample) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(new GZIPOutputStream(Files.newOutputStream(file))))) {
      out.writeByte(VERSION);
      out.writeInt(sample.columns().size());
      for (String column : sample.columns()) {
        writeText(out, column);
      }
      out.writeInt(sample.rows().size());
      for (List<@Nullable String> row : sample.rows()) {
        for (@Nullable String value : row) {
          writeText(out, value);
        }
      }
    }
  }

  /** Ends with a fault rather than with the heap. */
  private static final class Bounded extends FilterInputStream {
    private long left = MAX_UNPACKED;

    Bounded(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      return took(super.read(), 1);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = super.read(bytes, offset, length);
      return took(count, count);
    }

    private int took(int answer, int count) throws IOException {
      if (answer >= 0) {
        left -= count;
      }
      if (left < 0) {
        throw new IOException("A sample that unpacks to too much");
      }
      return answer;
    }
  }

  private static int count(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0) {
      throw new IOException("A sample with a count that is none");
    }
    return count;
  }

  private static TableSample read(DataInputStream in) throws IOException {
    if (in.readByte() != VERSION) {
      throw new IOException("A sample of an unknown version");
    }
    int width = count(in);
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      columns.add(String.valueOf(readText(in)));
    }
    int height = count(in);
    // Such rows take no bytes, so that nothing would bound their number.
    if (columns.isEmpty() && height > 0) {
      throw new IOException("A sample with rows and no columns");
    }
    Map<String, String> shared = new HashMap<>();
    List<List<@Nullable String>> rows = new ArrayList<>(Math.min(height, MAX_SHARED));
    for (int i = 0; i < height; i++) {
      List<@Nullable String> row = new ArrayList<>(columns.size());
      for (int j = 0; j < width; j++) {
        @Nullable String text = readText(in);
        row.add(text == null ? null : share(shared, text));
      }
      rows.add(row);
    }
    return new TableSample(columns, rows);
  }

  private static String share(Map<String, String> shared, String text) {
    String known = shared.get(text);
    if (known == null && shared.size() < MAX_SHARED) {
      shared.put(text, text);
    }
    return known == null ? text : known;
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
    if (length == MISSING) {
      return null;
    }
    if (length < 0) {
      throw new IOException("A cell with a length that is none");
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }
}
