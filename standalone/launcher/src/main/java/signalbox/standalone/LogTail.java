package signalbox.standalone;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads whole lines from a file that grows, and may be emptied meanwhile. Not thread-safe. */
final class LogTail {
  private static final int CHUNK = 64 * 1024;

  private final Path file;
  private long position;
  private String lastLine = "";

  LogTail(Path file, long position) {
    this.file = file;
    this.position = position;
  }

  /** Starts so that about {@code lines} lines come first. */
  static LogTail lastLines(Path file, int lines) throws IOException {
    if (!Files.exists(file)) {
      return new LogTail(file, 0);
    }
    try (var input = new RandomAccessFile(file.toFile(), "r")) {
      long position = input.length();
      int seen = 0;
      var buffer = new byte[CHUNK];
      while (position > 0) {
        int size = (int) Math.min(CHUNK, position);
        input.seek(position - size);
        input.readFully(buffer, 0, size);
        for (int i = size - 1; i >= 0; i--) {
          if (buffer[i] == '\n' && ++seen > lines) {
            return new LogTail(file, position - size + i + 1);
          }
        }
        position -= size;
      }
      return new LogTail(file, 0);
    }
  }

  /** Hands over every whole line that has come since the last call. */
  void more(Consumer<String> line) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    try (var input = new RandomAccessFile(file.toFile(), "r")) {
      if (input.length() < position) {
        position = 0;
      }
      while (position < input.length()) {
        var bytes = new byte[(int) Math.min(input.length() - position, 1 << 20)];
        input.seek(position);
        input.readFully(bytes);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
          end--;
        }
        if (end == 0) {
          return;
        }
        var text = new String(bytes, 0, end, StandardCharsets.UTF_8);
        text.lines()
            .forEach(each -> {
              lastLine = each;
              line.accept(each);
            });
        position += end;
      }
    }
  }

  String lastLine() {
    return lastLine;
  }
}
