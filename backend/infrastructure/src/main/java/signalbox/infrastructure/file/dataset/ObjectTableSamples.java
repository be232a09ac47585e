package signalbox.infrastructure.file.dataset;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
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
            new DataInputStream(new BufferedInputStream(new GZIPInputStream(object.content())))) {
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
    return datasetObjectKey + ".sample";
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

  private static TableSample read(DataInputStream in) throws IOException {
    if (in.readByte() != VERSION) {
      throw new IOException("A sample of an unknown version");
    }
    int width = in.readInt();
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      columns.add(String.valueOf(readText(in)));
    }
    int height = in.readInt();
    Map<String, String> shared = new HashMap<>();
    List<List<@Nullable String>> rows = new ArrayList<>(height);
    for (int i = 0; i < height; i++) {
      List<@Nullable String> row = new ArrayList<>(width);
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
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }
}
