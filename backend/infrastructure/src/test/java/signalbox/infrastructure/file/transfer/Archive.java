package signalbox.infrastructure.file.transfer;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** The entries of a file, to be put together otherwise. */
final class Archive {
  private static final long SECONDS = 1_780_000_000L;

  private final List<Entry> entries;

  /** An entry with what stands before it and behind it. */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
  record Entry(String name, byte[] header, byte[] content, byte[] padding) {
    static Entry of(String name, byte[] content) {
      TarHeader header = new TarHeader(name, content.length, SECONDS);
      return new Entry(name, header.write(), content, new byte[header.padding()]);
    }

    int length() {
      return header.length + content.length + padding.length;
    }
  }

  private Archive(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  static Archive read(byte[] file) {
    List<Entry> entries = new ArrayList<>();
    int at = 0;
    while (file[at] != 0) {
      byte[] block = Arrays.copyOfRange(file, at, at + TarHeader.BLOCK);
      TarHeader header = TarHeader.read(block).orElseThrow();
      int content = at + TarHeader.BLOCK;
      int padding = content + (int) header.size();
      at = padding + header.padding();
      entries.add(
          new Entry(
              header.name(),
              block,
              Arrays.copyOfRange(file, content, padding),
              Arrays.copyOfRange(file, padding, at)));
    }
    return new Archive(entries);
  }

  List<Entry> entries() {
    return entries;
  }

  List<String> names() {
    return entries.stream().map(Entry::name).toList();
  }

  /** The place of the only entry whose name begins so. */
  int place(String beginning) {
    List<Entry> found =
        entries.stream().filter(entry -> entry.name().startsWith(beginning)).toList();
    return entries.indexOf(found.getFirst());
  }

  /** Where an entry begins in the file. */
  int offset(int place) {
    return entries.subList(0, place).stream().mapToInt(Entry::length).sum();
  }

  /** The same with other entries. */
  Archive with(UnaryOperator<List<Entry>> change) {
    return new Archive(change.apply(new ArrayList<>(entries)));
  }

  byte[] write() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Entry entry : entries) {
      out.writeBytes(entry.header());
      out.writeBytes(entry.content());
      out.writeBytes(entry.padding());
    }
    out.writeBytes(new byte[2 * TarHeader.BLOCK]);
    return out.toByteArray();
  }
}
