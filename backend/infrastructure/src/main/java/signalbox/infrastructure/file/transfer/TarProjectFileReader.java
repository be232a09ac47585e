package signalbox.infrastructure.file.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import signalbox.application.transfer.ListedObject;
import signalbox.application.transfer.MediaTypes;
import signalbox.application.transfer.ObjectNames;
import signalbox.application.transfer.ProjectFileHeader;
import signalbox.application.transfer.ProjectFileManifest;
import signalbox.application.transfer.ProjectFileVisitor;
import signalbox.application.transfer.ProjectFileVisitor.Section;
import signalbox.application.transfer.ProjectFiles;
import signalbox.application.transfer.Refusals;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.project.Project;
import signalbox.domain.project.ProjectId;
import signalbox.domain.transfer.TransferCounts;

/**
 * Reads a file that somebody has brought, and believes nothing of it. An entry is taken when its
 * name is exactly the one that may come now; there are no other ones. Used once, by one thread.
 *
 * <p>The headers of the tar are compared bit by bit with those that would be written, padding must
 * be zero, the content of each entry must have its checksum, and the list of these in turn, up to
 * the manifest: so there is no byte in the file that can be another unnoticed.
 */
final class TarProjectFileReader {
  private static final String END = "its end";

  /** Rows are handed over when there are so many bytes of them. */
  private static final int ROWS_AT_ONCE_BYTES = 2 * 1024 * 1024;

  private static final int ROWS_AT_ONCE = 500;
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int MOST_SHOWN = 80;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final Path file;
  private final ProjectFileVisitor visitor;
  private final List<FileJson.Checksum> entries = new ArrayList<>();
  private final List<FileJson.Checksum> lists = new ArrayList<>();
  private final List<String> spoilt = new ArrayList<>();
  private Section section = Section.ROWS;
  private boolean begun;
  private int parts;
  private List<ListedObject> listed = List.of();
  private int nextListed;
  private String lastListed = "";
  private long unpacked;
  private long missing;
  private long objects;
  private long objectBytes;
  private long points;
  private long lines;

  TarProjectFileReader(Path file, ProjectFileVisitor visitor) {
    this.file = file;
    this.visitor = visitor;
  }

  void read() {
    try (FileSource source = new FileSource(file, visitor::progress)) {
      header(source);
      TarHeader entry = next(source);
      while (!entry.name().equals(FileLayout.MANIFEST)) {
        if (!visit(source, entry)) {
          return;
        }
        entry = next(source);
      }
      manifest(source, entry);
      visitor.progress(source.position());
    }
  }

  private static TarHeader next(FileSource source) {
    byte[] block = source.take(TarHeader.BLOCK);
    TarHeader header =
        TarHeader.read(block)
            .orElseThrow(() -> Refusals.damaged(shown(block), "the header of an entry is none"));
    if (header.size() > source.left()) {
      throw Refusals.damaged(header.name(), "the file is cut off before its end");
    }
    return header;
  }

  /** What is left of a name that cannot be believed. */
  private static String shown(byte[] block) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < MOST_SHOWN && block[i] != 0; i++) {
      text.append(block[i] > ' ' && block[i] < 0x7f ? (char) block[i] : '?');
    }
    return text.isEmpty() ? END : text.toString();
  }

  private static void padding(FileSource source, TarHeader entry) {
    for (byte one : source.take(entry.padding())) {
      if (one != 0) {
        throw Refusals.damaged(entry.name(), "there is something behind it");
      }
    }
  }

  private void close(FileSource source, TarHeader entry, FileSource.Content content) {
    entries.add(new FileJson.Checksum(entry.name(), entry.size(), content.finish()));
    padding(source, entry);
  }

  /** The whole of a small entry, which is not to be believed yet. */
  private static byte[] small(FileSource source, TarHeader entry, int most) {
    if (entry.size() > most) {
      throw tooLarge(entry.name(), most);
    }
    byte[] bytes = source.take((int) entry.size());
    padding(source, entry);
    return bytes;
  }

  private static SignalboxException tooLarge(String entry, long most) {
    return SignalboxException.of(ErrorCode.IMPORT_TOO_LARGE)
        .unsafe("entry", entry)
        .safe("limit", most + " bytes");
  }

  private static FileJson.Checksum checksum(TarHeader entry, byte[] bytes) {
    return new FileJson.Checksum(
        entry.name(),
        bytes.length,
        HexFormat.of().formatHex(TarProjectFileWriter.sha256().digest(bytes)));
  }

  private void header(FileSource source) {
    Optional<TarHeader> entry =
        source.left() < TarHeader.BLOCK
            ? Optional.empty()
            : TarHeader.read(source.take(TarHeader.BLOCK));
    if (entry.isEmpty()
        || !entry.get().name().equals(FileLayout.HEADER)
        || entry.get().size() > source.left()) {
      throw notAProjectFile("it does not begin like one");
    }
    byte[] bytes = small(source, entry.get(), FileLayout.MOST_HEADER_BYTES);
    entries.add(checksum(entry.get(), bytes));
    visitor.header(header(bytes));
  }

  private static ProjectFileHeader header(byte[] bytes) {
    try {
      JsonNode tree = FileJson.MAPPER.readTree(bytes);
      if (!tree.path("format").asText().equals(FileJson.FORMAT)) {
        throw notAProjectFile("its format is another one");
      }
      int version = tree.path("version").asInt();
      if (version != ProjectFiles.VERSION) {
        throw SignalboxException.of(ErrorCode.IMPORT_UNKNOWN_VERSION)
            .safe("version", version)
            .safe("supported", ProjectFiles.VERSION);
      }
      FileJson.Header header = FileJson.MAPPER.treeToValue(tree, FileJson.Header.class);
      String name = header.project().name();
      if (name.isBlank() || name.length() > Project.MAX_NAME_LENGTH) {
        throw notAProjectFile("its project has no name");
      }
      return new ProjectFileHeader(
          Objects.requireNonNull(header.product()),
          Objects.requireNonNull(FileJson.sane(header.exportedAt())),
          new ProjectId(Objects.requireNonNull(header.project().id())),
          name);
    } catch (SignalboxException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw notAProjectFile("what it begins with cannot be read").causedBy(e);
    }
  }

  private static SignalboxException notAProjectFile(String reason) {
    return SignalboxException.of(ErrorCode.IMPORT_NOT_A_PROJECT_FILE).safe("reason", reason);
  }

  /** False when the visitor wants no more. */
  private boolean visit(FileSource source, TarHeader entry) {
    String name = entry.name();
    if (name.equals(
        FileLayout.numbered(FileLayout.CHECKSUMS, lists.size() + 1, FileLayout.PLAIN))) {
      checksums(source, entry);
      return true;
    }
    if (entries.size() >= FileLayout.ENTRIES_OF_A_LIST) {
      throw Refusals.invalid(name, "checksums should come here");
    }
    if (name.startsWith(FileLayout.OBJECTS)) {
      object(source, entry);
      return true;
    }
    String table = FileLayout.tableOf(name, parts + 1);
    Section wanted =
        !table.isEmpty()
            ? Section.ROWS
            : isPart(name, FileLayout.LISTS)
                ? Section.OBJECTS
                : isPart(name, FileLayout.POINTS)
                    ? Section.POINTS
                    : isPart(name, FileLayout.LOGS) ? Section.LOGS : misplaced(name);
    if (wanted.compareTo(section) < 0) {
      misplaced(name);
    }
    if (!begun || wanted != section) {
      begun = true;
      section = wanted;
      if (!visitor.wants(section)) {
        return false;
      }
    }
    parts++;
    switch (wanted) {
      case ROWS -> rows(source, entry, table);
      case OBJECTS -> list(source, entry);
      case POINTS -> lines(source, entry, line -> points(name, line));
      case LOGS -> lines(source, entry, line -> log(name, line));
    }
    return true;
  }

  private boolean isPart(String name, String folder) {
    return name.equals(FileLayout.numbered(folder, parts + 1, FileLayout.PACKED));
  }

  /** Names are what we make them; anything else is refused, whatever it would mean as a path. */
  private static Section misplaced(String name) {
    throw Refusals.invalid(name, "this is not an entry that may come here");
  }

  private void rows(FileSource source, TarHeader entry, String table) {
    List<byte[]> some = new ArrayList<>();
    long[] bytes = {0};
    Runnable flush =
        () -> {
          if (!some.isEmpty()) {
            visitor.rows(entry.name(), table, List.copyOf(some));
            some.clear();
            bytes[0] = 0;
          }
        };
    lines(
        source,
        entry,
        line -> {
          some.add(line);
          bytes[0] += line.length;
          if (some.size() >= ROWS_AT_ONCE || bytes[0] >= ROWS_AT_ONCE_BYTES) {
            flush.run();
          }
        });
    flush.run();
  }

  private void list(FileSource source, TarHeader entry) {
    missing += listed.size() - nextListed;
    List<ListedObject> fresh = new ArrayList<>();
    lines(
        source,
        entry,
        line -> {
          ListedObject object =
              reading(
                  entry.name(),
                  () -> FileJson.MAPPER.readValue(line, FileJson.ObjectJson.class).toListed());
          String sha256 = object.sha256();
          if (!ObjectNames.valid(object.name())
              || object.name().compareTo(lastListed) <= 0
              || !MediaTypes.valid(object.contentType())
              || (sha256 != null && !SHA256.matcher(sha256).matches())
              || fresh.size() == FileLayout.OBJECTS_OF_A_LIST) {
            throw Refusals.invalid(entry.name(), "it announces what cannot be an object");
          }
          lastListed = object.name();
          fresh.add(object);
        });
    listed = fresh;
    nextListed = 0;
  }

  private void object(FileSource source, TarHeader entry) {
    int at = nextListed;
    while (at < listed.size() && !listed.get(at).name().equals(entry.name())) {
      at++;
    }
    if (section != Section.OBJECTS || at == listed.size()) {
      throw Refusals.invalid(entry.name(), "it was not announced");
    }
    missing += at - nextListed;
    nextListed = at + 1;
    ListedObject object = listed.get(at);
    FileSource.Content content = source.content(entry.size());
    try {
      visitor.object(object, entry.size(), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    close(source, entry, content);
    objects++;
    objectBytes += entry.size();
    String meant = object.sha256();
    if (meant != null && !meant.equals(entries.getLast().sha256())) {
      spoilt.add(object.name());
      if (spoilt.size() > ProjectFileManifest.MOST_SPOILT) {
        throw Refusals.invalid(entry.name(), "too many objects are not those of their rows");
      }
    }
  }

  private void points(String entry, byte[] line) {
    var event =
        reading(entry, () -> FileJson.MAPPER.readValue(line, FileJson.EventJson.class).toEvent());
    points += event.points().size();
    visitor.points(entry, event);
  }

  private void log(String entry, byte[] line) {
    FileJson.LogJson read =
        reading(entry, () -> FileJson.MAPPER.readValue(line, FileJson.LogJson.class));
    LogAttemptId id = reading(entry, read::id);
    FileJson.LineJson ofLog = read.line();
    FileJson.LedgerJson ledger = read.ledger();
    if (ofLog != null && ledger == null) {
      lines++;
      visitor.line(entry, id, reading(entry, ofLog::toLine));
    } else if (ledger != null && ofLog == null) {
      visitor.ledger(entry, reading(entry, () -> ledger.toLedger(id)));
    } else {
      throw Refusals.invalid(entry, "a line is neither of a log nor a ledger");
    }
  }

  /** What is read from JSON. */
  @FunctionalInterface
  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T reading(String entry, Reading<T> reading) {
    try {
      return Objects.requireNonNull(reading.read());
    } catch (IOException | RuntimeException e) {
      throw Refusals.invalid(entry, "a line of it cannot be read").causedBy(e);
    }
  }

  /** Unpacks a part and hands over its lines. */
  private void lines(FileSource source, TarHeader entry, Consumer<byte[]> sink) {
    FileSource.Content content = source.content(entry.size());
    byte[] buffer = new byte[BUFFER_BYTES];
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (InputStream packed = new GZIPInputStream(content, BUFFER_BYTES)) {
      long room = FileLayout.MOST_PART_BYTES;
      for (int count = packed.read(buffer); count >= 0; count = packed.read(buffer)) {
        room -= count;
        unpacked += count;
        if (room < 0 || unpacked > FileLayout.MOST_UNPACKED_BYTES) {
          throw tooLarge(entry.name(), FileLayout.MOST_PART_BYTES);
        }
        int from = 0;
        for (int i = 0; i < count; i++) {
          if (buffer[i] == '\n') {
            line.write(buffer, from, i - from);
            handOver(line.toByteArray(), sink, packed);
            line.reset();
            from = i + 1;
          }
        }
        line.write(buffer, from, count - from);
        if (line.size() > FileLayout.MOST_LINE_BYTES) {
          throw tooLarge("a line of " + entry.name(), FileLayout.MOST_LINE_BYTES);
        }
      }
    } catch (IOException e) {
      throw Refusals.damaged(entry.name(), "it cannot be unpacked").causedBy(e);
    }
    if (line.size() > 0) {
      throw Refusals.invalid(entry.name(), "its last line has no end");
    }
    close(source, entry, content);
  }

  /** A damaged part may unpack to lines that cannot be; its own sum at its end tells. */
  private static void handOver(byte[] line, Consumer<byte[]> sink, InputStream packed)
      throws IOException {
    try {
      sink.accept(line);
    } catch (SignalboxException e) {
      if (e.code() == ErrorCode.IMPORT_INVALID) {
        long _ = packed.skip(FileLayout.MOST_PART_BYTES);
      }
      throw e;
    }
  }

  private void checksums(FileSource source, TarHeader entry) {
    byte[] bytes = small(source, entry, FileLayout.MOST_MANIFEST_BYTES);
    lists.add(checksum(entry, bytes));
    List<byte[]> told = split(bytes);
    for (int i = 0; i < entries.size(); i++) {
      FileJson.Checksum actual = entries.get(i);
      FileJson.@Nullable Checksum written = i < told.size() ? read(told.get(i)) : null;
      if (!actual.equals(written)) {
        throw Refusals.damaged(
            actual.name(), "it does not have the checksum that was written with it");
      }
    }
    if (told.size() != entries.size()) {
      throw Refusals.damaged(entry.name(), "it has checksums of what is not there");
    }
    entries.clear();
  }

  private static FileJson.@Nullable Checksum read(byte[] line) {
    try {
      return FileJson.MAPPER.readValue(line, FileJson.Checksum.class);
    } catch (IOException e) {
      return null;
    }
  }

  private static List<byte[]> split(byte[] bytes) {
    List<byte[]> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        parts.add(Arrays.copyOfRange(bytes, from, i));
        from = i + 1;
      }
    }
    if (from < bytes.length) {
      parts.add(Arrays.copyOfRange(bytes, from, bytes.length));
    }
    return parts;
  }

  private void manifest(FileSource source, TarHeader entry) {
    byte[] bytes = small(source, entry, FileLayout.MOST_MANIFEST_BYTES);
    TarHeader sumEntry = next(source);
    if (!sumEntry.name().equals(FileLayout.MANIFEST_SUM)) {
      misplaced(sumEntry.name());
    }
    byte[] sum = small(source, sumEntry, FileLayout.MOST_HEADER_BYTES);
    if (!Arrays.equals(sum, TarProjectFileWriter.manifestSum(bytes))) {
      throw Refusals.damaged(
          FileLayout.MANIFEST, "it does not have the checksum that was written with it");
    }
    for (byte one : source.take(2 * TarHeader.BLOCK)) {
      if (one != 0) {
        throw Refusals.damaged(END, "the file does not end like one");
      }
    }
    if (source.left() > 0) {
      throw Refusals.damaged(END, "there is something behind it");
    }
    missing += listed.size() - nextListed;
    FileJson.Manifest manifest = manifest(bytes);
    if (!entries.isEmpty()) {
      throw Refusals.damaged(entries.getFirst().name(), "it has no checksum");
    }
    if (!manifest.checksums().equals(lists)) {
      throw Refusals.damaged(
          FileLayout.MANIFEST, "it does not know the lists of checksums that are in the file");
    }
    TransferCounts counts = manifest.counts();
    TransferCounts counted = counts.with(points, lines, objects, objectBytes);
    if (!counts.equals(counted)
        || manifest.missing() != missing
        || !manifest.spoilt().equals(spoilt)) {
      throw Refusals.invalid(FileLayout.MANIFEST, "it does not count what is in the file");
    }
    visitor.manifest(new ProjectFileManifest(counts, missing, spoilt));
  }

  private static FileJson.Manifest manifest(byte[] bytes) {
    FileJson.Manifest manifest =
        reading(
            FileLayout.MANIFEST, () -> FileJson.MAPPER.readValue(bytes, FileJson.Manifest.class));
    reading(FileLayout.MANIFEST, manifest::counts);
    reading(FileLayout.MANIFEST, manifest::spoilt);
    reading(FileLayout.MANIFEST, manifest::checksums);
    return manifest;
  }
}
