package signalbox.standalone;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;

/**
 * Holds the files of a folder by second names (hard links) beside it: what is deleted there
 * afterwards stays here until this is closed. It takes no room, and hardly any time, so that a
 * folder can be held as it is at one moment and be copied later. Not thread-safe.
 */
final class HeldFiles implements AutoCloseable {
  private final Path folder;
  private final Path held;
  private final Path fresh;
  private long bytes;

  /** A file that is held; the path is relative to the folder. */
  @FunctionalInterface
  interface Visitor {
    void visit(String path, Path file, Map<String, String> attributes) throws IOException;
  }

  /** Holds nothing yet. What a cut off backup has held is let go. */
  HeldFiles(Path folder) throws IOException {
    this.folder = folder;
    this.held = folder.resolveSibling(folder.getFileName() + ".held");
    this.fresh = folder.resolveSibling(folder.getFileName() + ".fresh");
    close();
  }

  /** Holds what is there now, besides what is held already. */
  void hold() throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(place(visited));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile()) {
              link(file, attributes.size());
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
  }

  /** Of all that is held. */
  long bytes() {
    return bytes;
  }

  /** Visits each file that is held. */
  void visit(Visitor visitor) throws IOException {
    if (!Files.isDirectory(held)) {
      return;
    }
    boolean attributed = UserAttributes.areSupported(held);
    Files.walkFileTree(
        held,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            visitor.visit(
                readable(held.relativize(file)),
                file,
                attributed ? UserAttributes.of(file) : Map.of());
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public void close() throws IOException {
    Folders.delete(held);
    Files.deleteIfExists(fresh);
  }

  private Path place(Path original) {
    return held.resolve(folder.relativize(original));
  }

  private void link(Path file, long size) throws IOException {
    var place = place(file);
    try {
      if (Files.exists(place) && Files.isSameFile(place, file)) {
        return;
      }
      Files.createLink(fresh, file);
      Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
      bytes += size;
    } catch (NoSuchFileException e) {
      // Deleted since it was listed. Was it held before, it still is.
    }
  }

  /** A name in the encoding of another locale would come back as another name. */
  private static String readable(Path path) {
    var text = path.toString();
    if (text.indexOf('\ufffd') >= 0) {
      throw new Refusal(
          "The name of the file «"
              + text
              + "» cannot be read in the locale of this terminal. Set LC_ALL=C.UTF-8 and try again.");
    }
    return text;
  }
}
