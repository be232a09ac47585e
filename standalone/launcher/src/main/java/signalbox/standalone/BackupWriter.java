package signalbox.standalone;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** Writes the parts of a backup one after the other, with the hash of everything. */
final class BackupWriter {
  private final BackupTarget target;
  private final Path lists;
  private final LongConsumer moved;
  private final List<Manifest.Sum> sums = new ArrayList<>();

  /**
   * Writes to {@code target}.
   *
   * @param lists an empty folder for indexes that are not complete yet
   * @param moved hears how many bytes were written; may throw to end it
   */
  BackupWriter(BackupTarget target, Path lists, LongConsumer moved) {
    this.target = target;
    this.lists = lists;
    this.moved = moved;
  }

  /** Begins the next part. It is complete when it is closed. */
  OpenPart begin(BackupPart part) throws IOException {
    return new OpenPart(part);
  }

  /** The parts that are complete. */
  List<Manifest.Sum> sums() {
    return List.copyOf(sums);
  }

  /** Ends the backup. */
  void finish(Manifest manifest) throws IOException {
    for (var part : BackupPart.values()) {
      var list = lists.resolve(part.index());
      try (var content = Files.newInputStream(list)) {
        target.file(part.index(), Files.size(list), content);
      }
    }
    var json = manifest.json();
    small(Manifest.FILE, json);
    small(Manifest.SUM_FILE, Manifest.sum(json));
    target.finish();
  }

  private void small(String name, byte[] content) throws IOException {
    target.file(name, content.length, new ByteArrayInputStream(content));
  }

  /** The part that is being written. */
  final class OpenPart implements AutoCloseable {
    private final BackupPart part;
    private final MessageDigest digest = Sha256.begin();
    private final OutputStream index;
    private long files;
    private long allBytes;

    private OpenPart(BackupPart part) throws IOException {
      this.part = part;
      this.index =
          new BufferedOutputStream(
              new DigestOutputStream(Files.newOutputStream(lists.resolve(part.index())), digest));
    }

    /** Adds an empty folder, by its path within the part. */
    void folder(String path) throws IOException {
      var entry = BackupEntry.ofFolder(part.place() + path + "/");
      target.folder(entry.path());
      list(entry);
    }

    /** Adds a file of exactly so many bytes, by its path within the part. */
    void file(String path, long bytes, Map<String, String> attributes, InputStream content)
        throws IOException {
      var place = part.place() + path;
      // Who gave the content closes it.
      var hashed = new HashedInputStream(content, moved);
      target.file(place, bytes, hashed);
      list(new BackupEntry(place, bytes, hashed.sha256(), attributes));
    }

    private void list(BackupEntry entry) throws IOException {
      index.write((entry.line() + "\n").getBytes(StandardCharsets.UTF_8));
      files++;
      allBytes += entry.bytes();
    }

    @Override
    public void close() throws IOException {
      index.close();
      sums.add(new Manifest.Sum(part.word(), files, allBytes, Sha256.text(digest)));
    }
  }
}
