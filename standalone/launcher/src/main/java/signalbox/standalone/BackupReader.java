package signalbox.standalone;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Reads a backup and believes nothing of it that does not have its hash. */
final class BackupReader {
  private static final int MANIFEST_LIMIT = 1 << 20;

  private final BackupSource source;

  BackupReader(BackupSource source) {
    this.source = source;
  }

  /**
   * Reads the manifest and checks all lists; no file yet.
   *
   * @param known the newest version of each schema that this installation knows
   * @throws DamagedBackup when something is missing or has another hash
   * @throws Refusal when this installation is too old for it
   */
  Manifest manifest(Map<String, Integer> known) throws IOException {
    var manifest = Manifest.read(small(Manifest.FILE), small(Manifest.SUM_FILE));
    manifest.check(known);
    for (var part : BackupPart.values()) {
      check(part, manifest.part(part));
    }
    return manifest;
  }

  /**
   * Puts every file into its place below {@code root}.
   *
   * @param begun hears of each part that begins
   * @param moved hears how many bytes were read; may throw to end it
   * @throws DamagedBackup when a file is missing or has another hash; what was written before is
   *     for the caller to delete
   */
  void unpack(Path root, Consumer<BackupPart> begun, LongConsumer moved) throws IOException {
    boolean attributed = UserAttributes.areSupported(root);
    for (var part : BackupPart.values()) {
      begun.accept(part);
      try (var lines = lines(part)) {
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
          place(BackupEntry.read(line, part), root, attributed, moved);
        }
      }
    }
  }

  private void place(BackupEntry entry, Path root, boolean attributed, LongConsumer moved)
      throws IOException {
    var file = resolve(root, entry.path());
    if (entry.namesFolder()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.getParent());
    try (var content = new HashedInputStream(source.next(entry), moved);
        var channel =
            Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rw-------")))) {
      content.transferTo(Channels.newOutputStream(channel));
      if (content.count() != entry.bytes() || !content.sha256().equals(entry.sha256())) {
        throw new DamagedBackup(entry.path() + " is not as it was written");
      }
    }
    if (attributed && !entry.attributes().isEmpty()) {
      UserAttributes.set(file, entry.attributes());
    }
  }

  private void check(BackupPart part, Manifest.Sum sum) throws IOException {
    long files = 0;
    long bytes = 0;
    try (var content = new HashedInputStream(source.list(part.index()), _ -> {})) {
      content.transferTo(OutputStream.nullOutputStream());
      if (!content.sha256().equals(sum.sha256())) {
        throw new DamagedBackup(part.index() + " does not have the hash that is in the manifest");
      }
    }
    try (var lines = lines(part)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        files++;
        bytes += BackupEntry.read(line, part).bytes();
      }
    }
    if (files != sum.files() || bytes != sum.bytes()) {
      throw new DamagedBackup(
          "%s lists %d files of %d bytes; the manifest says %d of %d"
              .formatted(part.index(), files, bytes, sum.files(), sum.bytes()));
    }
  }

  private BufferedReader lines(BackupPart part) throws IOException {
    return new BufferedReader(
        new InputStreamReader(source.list(part.index()), StandardCharsets.UTF_8));
  }

  private byte[] small(String name) throws IOException {
    try (var content = source.list(name)) {
      return content.readNBytes(MANIFEST_LIMIT);
    }
  }

  private static Path resolve(Path root, String path) {
    try {
      return root.resolve(path);
    } catch (InvalidPathException e) {
      throw new Refusal(
          "The name of the file «"
              + path
              + "» cannot be written in the locale of this terminal. Set LC_ALL=C.UTF-8 and try"
              + " again.");
    }
  }
}
