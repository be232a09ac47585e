package signalbox.application.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.application.dataset.UploadFiles.Appended;
import signalbox.application.dataset.UploadFiles.Checksum;
import signalbox.application.run.TestRuns;
import signalbox.domain.dataset.UploadId;

/** What every keeper of uploaded bytes does. */
public abstract class UploadFilesContract {
  private UploadFiles files;
  private UploadId id;

  protected abstract UploadFiles open();

  @BeforeEach
  void start() {
    files = open();
    id = new UploadId(TestRuns.IDS.next());
  }

  @Test
  void appendsWhatArrives() throws Exception {
    assertThat(append(0, "hello ", 100, null)).isEqualTo(new Appended.Stored(6));
    assertThat(append(6, "world", 5, null)).isEqualTo(new Appended.Stored(5));

    assertThat(content()).isEqualTo("hello world");
    assertThat(files.sha256(id, 11)).isEqualTo(hex("hello world"));
    assertThat(files.sha256(id, 5)).isEqualTo(hex("hello"));
    assertThat(files.list()).containsExactly(id);
  }

  @Test
  void cutsOffWhatWasNeverCounted() {
    append(0, "0123456789", 100, null);

    assertThat(append(4, "x", 96, null)).isEqualTo(new Appended.Stored(1));

    assertThat(content()).isEqualTo("0123x");
  }

  @Test
  void keepsOnlyWhatHasItsChecksum() throws Exception {
    assertThat(append(0, "good", 100, sum(Checksum.Algorithm.SHA256, "good")))
        .isEqualTo(new Appended.Stored(4));
    assertThat(append(4, "bad", 96, sum(Checksum.Algorithm.SHA256, "good")))
        .isEqualTo(new Appended.Mismatch());
    assertThat(append(4, " too", 96, sum(Checksum.Algorithm.SHA1, " too")))
        .isEqualTo(new Appended.Stored(4));

    assertThat(content()).isEqualTo("good too");
  }

  @Test
  void keepsWhatCameBeforeTheCut() {
    Appended appended = files.append(id, 0, () -> cutAfter("0123"), 100, null);

    assertThat(appended).isInstanceOf(Appended.Broken.class);
    assertThat(((Appended.Broken) appended).bytes()).isEqualTo(4);
    assertThat(content()).isEqualTo("0123");
  }

  @Test
  void keepsNothingOfACutPieceThatCannotBeChecked() throws Exception {
    append(0, "ab", 100, null);
    Checksum checksum = sum(Checksum.Algorithm.SHA256, "0123456789");

    Appended appended = files.append(id, 2, () -> cutAfter("0123"), 98, checksum);

    assertThat(((Appended.Broken) appended).bytes()).isZero();
    assertThat(content()).isEqualTo("ab");
  }

  @Test
  void takesNoMoreThanItMay() {
    append(0, "ab", 100, null);

    assertThat(append(2, "0123", 3, null)).isEqualTo(new Appended.TooMany());

    assertThat(content()).isEqualTo("ab");
  }

  @Test
  void takesNothingBehindBytesThatAreNotHere() {
    append(0, "ab", 100, null);

    assertThatThrownBy(() -> append(3, "d", 97, null)).hasMessage("upload.elsewhere");
    assertThatThrownBy(() -> files.read(id, 3, file -> file)).hasMessage("upload.elsewhere");
    assertThatThrownBy(() -> files.sha256(id, 3)).hasMessage("upload.elsewhere");

    assertThat(content()).isEqualTo("ab");
    UploadId other = new UploadId(TestRuns.IDS.next());
    assertThatThrownBy(() -> files.read(other, 1, file -> file)).hasMessage("upload.elsewhere");
    assertThat(files.list()).containsExactly(id);
  }

  @Test
  void forgets() {
    append(0, "ab", 100, null);
    files.delete(id);
    files.delete(id);

    assertThat(files.list()).isEmpty();
    assertThat(content()).isEmpty();
  }

  @Test
  void knowsWhetherThereIsRoom() {
    assertThat(files.hasRoom(1)).isTrue();
    assertThat(files.hasRoom(Long.MAX_VALUE)).isFalse();
  }

  private Appended append(long offset, String text, long most, @Nullable Checksum checksum) {
    return files.append(
        id, offset, () -> new ByteArrayInputStream(text.getBytes(UTF_8)), most, checksum);
  }

  private String content() {
    return files.read(
        id,
        0,
        file -> {
          try {
            return Files.readString(file);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static InputStream cutAfter(String text) {
    return new InputStream() {
      private final byte[] bytes = text.getBytes(UTF_8);
      private int place;

      @Override
      public int read() throws IOException {
        if (place == bytes.length) {
          throw new IOException("The connection was cut");
        }
        return bytes[place++];
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        target[offset] = (byte) read();
        return 1;
      }
    };
  }

  private static Checksum sum(Checksum.Algorithm algorithm, String text) throws Exception {
    return new Checksum(
        algorithm, MessageDigest.getInstance(algorithm.javaName()).digest(text.getBytes(UTF_8)));
  }

  private static String hex(String text) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
  }
}
