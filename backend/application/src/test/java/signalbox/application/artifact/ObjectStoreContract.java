package signalbox.application.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every object store does. */
public abstract class ObjectStoreContract {
  @TempDir private Path folder;

  private ObjectStore store;

  /** A store that is empty or holds other keys only. */
  protected abstract ObjectStore open();

  /** A size that the store takes in several parts, if it does so at all. */
  protected abstract int severalParts();

  @BeforeEach
  void prepare() {
    store = open();
    store.prepare();
    store.prepare();
  }

  @Test
  void givesBackWhatWasPut() throws IOException {
    String key = "datasets/" + UUID.randomUUID() + "/a ü+b";
    store.put(key, file("hello".getBytes(StandardCharsets.UTF_8)), "text/csv");

    assertThat(store.size(key)).contains(5L);
    assertThat(read(key)).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void givesBackAPart() throws IOException {
    String key = "k/" + UUID.randomUUID();
    store.put(key, file("0123456789".getBytes(StandardCharsets.UTF_8)), "text/csv");

    try (ObjectStore.StoredObject part = store.open(key, 3, 4).orElseThrow()) {
      assertThat(part.sizeBytes()).isEqualTo(4);
      assertThat(part.content().readAllBytes()).isEqualTo("3456".getBytes(StandardCharsets.UTF_8));
    }
    try (ObjectStore.StoredObject part = store.open(key, 0, 10).orElseThrow()) {
      assertThat(part.content().read()).isEqualTo('0');
    }
    assertThat(store.open("k/" + UUID.randomUUID(), 0, 1)).isEmpty();
  }

  @Test
  void replacesWhatWasThere() throws IOException {
    String key = "k/" + UUID.randomUUID();
    store.put(key, file(new byte[] {1, 2}), "text/csv");
    store.put(key, file(new byte[] {3}), "text/csv");

    assertThat(read(key)).containsExactly(3);
  }

  @Test
  void takesEmptyFiles() throws IOException {
    String key = "k/" + UUID.randomUUID();
    store.put(key, file(new byte[0]), "text/csv");

    assertThat(store.size(key)).contains(0L);
    assertThat(read(key)).isEmpty();
  }

  @Test
  void takesLargeFiles() throws IOException {
    byte[] bytes = new byte[severalParts()];
    new SplittableRandom(5).nextBytes(bytes);
    String key = "k/" + UUID.randomUUID();
    store.put(key, file(bytes), "application/octet-stream");

    assertThat(store.size(key)).contains((long) bytes.length);
    assertThat(Arrays.equals(read(key), bytes)).isTrue();
    store.delete(key);
  }

  @Test
  void knowsWhatIsNotThere() {
    String key = "k/" + UUID.randomUUID();

    assertThat(store.open(key)).isEmpty();
    assertThat(store.size(key)).isEmpty();
    store.delete(key);
  }

  @Test
  void forgetsWhatIsDeleted() throws IOException {
    String key = "k/" + UUID.randomUUID();
    store.put(key, file(new byte[] {1}), "text/csv");
    store.delete(key);

    assertThat(store.open(key)).isEmpty();
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(Files.createTempFile(folder, "object", ".bin"), bytes);
  }

  private byte[] read(String key) throws IOException {
    try (ObjectStore.StoredObject object = store.open(key).orElseThrow()) {
      byte[] bytes = object.content().readAllBytes();
      assertThat(object.sizeBytes()).isEqualTo(bytes.length);
      return bytes;
    }
  }
}
