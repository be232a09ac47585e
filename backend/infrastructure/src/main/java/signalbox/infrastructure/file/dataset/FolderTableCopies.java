package signalbox.infrastructure.file.dataset;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.application.dataset.TableCopies;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.error.Fault;

/** Copies as files of one folder. A file is made with the first row. */
public final class FolderTableCopies implements TableCopies {
  private final Path folder;

  public FolderTableCopies(Path folder) {
    this.folder = folder;
  }

  @Override
  public Copy begin() {
    return new CsvCopy(folder);
  }

  private static final class CsvCopy implements Copy {
    private final Path folder;
    private final MessageDigest digest = sha256();
    private @Nullable Path file;
    private @Nullable Writer writer;

    CsvCopy(Path folder) {
      this.folder = folder;
    }

    @Override
    public void header(List<String> names, List<ColumnType> declared) {
      try {
        Path made = Files.createTempFile(folder, "upload-", ".copy");
        file = made;
        OutputStream out = new DigestOutputStream(Files.newOutputStream(made), digest);
        writer =
            new OutputStreamWriter(new BufferedOutputStream(out, 1 << 16), StandardCharsets.UTF_8);
        write(names.toArray(new String[0]));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void row(long line, @Nullable String[] values) {
      try {
        write(values);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void fault(Fault fault) {}

    private void write(@Nullable String[] values) throws IOException {
      Writer out = writer();
      if (values.length == 1 && values[0] == null) {
        // An empty line would be no row at all.
        out.write("\"\"\n");
        return;
      }
      for (int i = 0; i < values.length; i++) {
        if (i > 0) {
          out.write(',');
        }
        @Nullable String value = values[i];
        if (value != null) {
          field(out, value);
        }
      }
      out.write('\n');
    }

    private static void field(Writer out, String value) throws IOException {
      boolean quoted = value.isEmpty();
      for (int i = 0; i < value.length() && !quoted; i++) {
        char c = value.charAt(i);
        quoted = c == ',' || c == '"' || c == '\n' || c == '\r';
      }
      out.write(quoted ? "\"" + value.replace("\"", "\"\"") + "\"" : value);
    }

    private Writer writer() {
      Writer open = writer;
      if (open == null) {
        throw new IllegalStateException("A copy begins with its header");
      }
      return open;
    }

    @Override
    public Finished finish() {
      try {
        writer().close();
        Path made = file;
        if (made == null) {
          throw new IllegalStateException("A copy begins with its header");
        }
        return new Finished(made, Files.size(made), HexFormat.of().formatHex(digest.digest()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      try {
        Writer open = writer;
        if (open != null) {
          open.close();
        }
        Path made = file;
        if (made != null) {
          Files.deleteIfExists(made);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("Every Java platform has SHA-256", e);
      }
    }
  }
}
