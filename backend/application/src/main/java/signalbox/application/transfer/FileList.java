package signalbox.application.transfer;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Objects that are to be written, on the local disk: a project may have more of them than fit into
 * memory. Filled, then read once; used by one thread.
 */
final class FileList implements AutoCloseable {
  private final Path file;
  private final DataOutputStream out;

  FileList(Path folder) {
    try {
      file = Files.createTempFile(folder, "upload-", ".objects");
      out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void add(ExportedFile object) {
    try {
      String sha256 = object.sha256();
      out.writeUTF(object.key());
      out.writeUTF(object.contentType());
      out.writeUTF(sha256 == null ? "" : sha256);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Hands over so many at a time. */
  void read(int atOnce, Consumer<List<ExportedFile>> sink) {
    try {
      out.close();
      try (DataInputStream in =
          new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
        List<ExportedFile> some = next(in, atOnce);
        while (!some.isEmpty()) {
          sink.accept(some);
          some = next(in, atOnce);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<ExportedFile> next(DataInputStream in, int atOnce) throws IOException {
    List<ExportedFile> some = new ArrayList<>();
    while (some.size() < atOnce) {
      String key;
      try {
        key = in.readUTF();
      } catch (EOFException e) {
        break;
      }
      String contentType = in.readUTF();
      String sha256 = in.readUTF();
      some.add(new ExportedFile(key, contentType, sha256.isEmpty() ? null : sha256));
    }
    return some;
  }

  @Override
  public void close() {
    try {
      out.close();
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
