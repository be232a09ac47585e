package signalbox.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Where a backup is written: a folder, or one tar file that holds the same. It gets its name when
 * it is whole and safe on the disk; closed before, it leaves nothing. Nobody but its owner can read
 * it. Not thread-safe.
 */
sealed interface BackupTarget extends AutoCloseable permits FolderTarget, TarTarget {
  String TAR = ".tar";

  /** Begins a backup at {@code to}: a tar file when it is called so, else a folder. */
  static BackupTarget at(Path to) throws IOException {
    var target = to.toAbsolutePath().normalize();
    var name = target.getFileName();
    if (name == null || !Files.isDirectory(target.resolveSibling("."))) {
      throw new Refusal("There is no folder in which " + target + " could be made.");
    }
    boolean tar = name.toString().endsWith(TAR);
    boolean free = !Files.exists(target) || (!tar && isEmptyFolder(target));
    if (!free) {
      throw new Refusal(target + " is there already; a backup replaces nothing.");
    }
    var partial = target.resolveSibling(name + ".partial");
    if (Files.exists(partial)) {
      throw new Refusal(partial + " is left of a backup that was cut off. Delete it first.");
    }
    return tar ? new TarTarget(target, partial) : new FolderTarget(target, partial);
  }

  /** Adds an empty folder. */
  void folder(String path) throws IOException;

  /** Adds a file of exactly so many bytes. */
  void file(String path, long bytes, InputStream content) throws IOException;

  /** Makes it a backup. */
  void finish() throws IOException;

  @Override
  void close() throws IOException;

  /** Whether {@code folder} is one, with nothing in it. */
  static boolean isEmptyFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (var files = Files.newDirectoryStream(folder)) {
      return !files.iterator().hasNext();
    }
  }

  /** Gives what is on the disk its name for good. */
  static void rename(Path partial, Path target) throws IOException {
    Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    try (var folder = FileChannel.open(target.resolveSibling("."), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }
}
