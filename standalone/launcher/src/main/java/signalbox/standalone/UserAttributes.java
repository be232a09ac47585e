package signalbox.standalone;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * The attributes that a program has put on a file (extended attributes of the user's name space),
 * by name, the values in base64. The S3 server keeps an object's content type and checksum there.
 */
final class UserAttributes {
  private UserAttributes() {}

  /** Whether the file system of {@code path} has any. Not cheap: ask once for a folder. */
  static boolean areSupported(Path path) throws IOException {
    return Files.getFileStore(path).supportsFileAttributeView(UserDefinedFileAttributeView.class);
  }

  static Map<String, String> of(Path file) throws IOException {
    var view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
    var found = new TreeMap<String, String>();
    if (view != null) {
      for (var name : view.list()) {
        var value = ByteBuffer.allocate(view.size(name));
        view.read(name, value);
        value.flip();
        var bytes = new byte[value.remaining()];
        value.get(bytes);
        found.put(name, Base64.getEncoder().encodeToString(bytes));
      }
    }
    return found;
  }

  static void set(Path file, Map<String, String> attributes) throws IOException {
    var view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
    if (view != null) {
      for (var attribute : attributes.entrySet()) {
        var value = Base64.getDecoder().decode(attribute.getValue());
        view.write(attribute.getKey(), ByteBuffer.wrap(value));
      }
    }
  }
}
