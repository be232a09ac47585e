package signalbox.standalone;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import signalbox.embedded.ExactInputStream;

/**
 * A backup that is a tar file. The lists are at its end, since they tell what came before; they are
 * found by going from header to header, without reading what is between.
 */
final class TarSource implements BackupSource {
  private static final int BLOCK = 512;
  private static final int BUFFER_BYTES = 1 << 16;

  // Places in a header.
  private static final int NAME_BYTES = 100;
  private static final int SIZE = 124;
  private static final int SIZE_BYTES = 12;
  private static final int BINARY = 0x80;

  private static final Set<String> LISTS =
      Stream.concat(
              Stream.of(Manifest.FILE, Manifest.SUM_FILE),
              Arrays.stream(BackupPart.values()).map(BackupPart::index))
          .collect(Collectors.toUnmodifiableSet());

  private final Path file;
  private final Map<String, Span> lists;
  private final TarArchiveInputStream members;

  /** Where a member's content lies. */
  private record Span(long begin, long bytes) {}

  TarSource(Path file) throws IOException {
    this.file = file;
    this.lists = lists(file);
    this.members =
        new TarArchiveInputStream(
            new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES),
            StandardCharsets.UTF_8.name());
  }

  @Override
  public InputStream list(String name) throws IOException {
    var span = lists.get(name);
    if (span == null) {
      throw new DamagedBackup(name + " is missing: the file is cut off, or no backup");
    }
    var channel = FileChannel.open(file, StandardOpenOption.READ);
    channel.position(span.begin());
    return new BufferedInputStream(
        new ExactInputStream(Channels.newInputStream(channel), span.bytes()));
  }

  @Override
  public InputStream next(BackupEntry wanted) {
    var found = nextFile();
    if (!found.equals(wanted.path())) {
      throw new DamagedBackup(
          wanted.path() + " is not where it should be; there is «" + found + "»");
    }
    return new FilterInputStream(members) {
      @Override
      public void close() {
        // The others follow.
      }
    };
  }

  @Override
  public void close() throws IOException {
    members.close();
  }

  /** The name of the next file; empty at the end. */
  private String nextFile() {
    try {
      var member = members.getNextEntry();
      while (member != null && member.isDirectory()) {
        member = members.getNextEntry();
      }
      return member == null ? "" : member.getName();
    } catch (IOException e) {
      throw new DamagedBackup("a header cannot be read: " + e.getMessage(), e);
    }
  }

  /** As far as there are whole members. */
  private static Map<String, Span> lists(Path file) throws IOException {
    var found = new HashMap<String, Span>();
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var header = new byte[BLOCK];
      long end = channel.size();
      long at = 0;
      while (at + BLOCK <= end) {
        read(channel, header, at);
        long bytes = size(header);
        if (bytes < 0 || bytes > end - at - BLOCK) {
          break;
        }
        var name = name(header);
        if (LISTS.contains(name)) {
          found.put(name, new Span(at + BLOCK, bytes));
        }
        at += BLOCK + (bytes + BLOCK - 1) / BLOCK * BLOCK;
      }
    }
    return Map.copyOf(found);
  }

  private static void read(FileChannel channel, byte[] bytes, long at) throws IOException {
    var buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, at + buffer.position()) < 0) {
        throw new IOException("the file became shorter while it was read");
      }
    }
  }

  private static String name(byte[] header) {
    int length = 0;
    while (length < NAME_BYTES && header[length] != 0) {
      length++;
    }
    return new String(header, 0, length, StandardCharsets.UTF_8);
  }

  /** Of the member's content; -1 where there is no header, as in the blocks that end the file. */
  private static long size(byte[] header) {
    if ((header[SIZE] & BINARY) != 0) {
      return ByteBuffer.wrap(header).getLong(SIZE + SIZE_BYTES - Long.BYTES);
    }
    var text = new String(header, SIZE, SIZE_BYTES, StandardCharsets.US_ASCII);
    var digits = text.replace('\0', ' ').strip();
    return digits.matches("[0-7]{1,12}") ? Long.parseLong(digits, 8) : -1;
  }
}
