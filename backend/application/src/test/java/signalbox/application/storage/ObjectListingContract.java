package signalbox.application.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signalbox.application.artifact.ObjectStore;
import signalbox.application.storage.ObjectListing.ListedObject;
import signalbox.application.storage.ObjectListing.UnfinishedUpload;

/** What every list of objects does, over a store that is empty at first. */
public abstract class ObjectListingContract {
  private static final Duration NEARLY = Duration.ofMinutes(5);

  @TempDir private Path folder;

  private ObjectStore objects;
  private ObjectListing listing;

  /** The two faces of one store. */
  public record Store(ObjectStore objects, ObjectListing listing) {}

  /** A fresh one. */
  protected abstract Store open();

  /** Somebody sends the first part of a file and never comes back; answers its mark. */
  protected abstract String begin(String key, byte[] part);

  @BeforeEach
  void prepare() {
    Store store = open();
    objects = store.objects();
    listing = store.listing();
    objects.prepare();
  }

  @Test
  void goesThroughAllObjectsInTheOrderOfTheirBytes() throws IOException {
    List<String> keys =
        List.of(
            "datasets/1/ab",
            "datasets/1/ab.rows",
            "datasets/1/ab.sample",
            "runs/1/1/Z.txt",
            "runs/1/1/a.txt",
            "runs/1/10/a.txt",
            "runs/1/2/a.txt",
            "z ü+&");
    for (String key : keys.reversed()) {
      put(key, key.length());
    }
    assertThat(walked(3)).isEqualTo(keys);
    assertThat(walked(keys.size())).isEqualTo(keys);
    assertThat(walked(1000)).isEqualTo(keys);

    ObjectListing.Page rest = listing.after("runs/1/1/a.txt", 2);
    assertThat(rest.objects()).extracting(ListedObject::sizeBytes).containsExactly(15L, 14L);
    assertThat(rest.last()).isFalse();
    assertThat(listing.after("runs/1/1/b", 1).objects().getFirst().key())
        .as("a key that is not there is a place, too")
        .isEqualTo("runs/1/10/a.txt");
    objects.delete("z ü+&");
    assertThat(listing.after("runs/1/2/a.txt", 10).last()).isTrue();
    assertThat(listing.after("runs/1/2/a.txt", 10).objects()).isEmpty();
  }

  @Test
  void anEmptyStoreIsOneEmptyPage() {
    assertThat(listing.after(null, 10)).isEqualTo(new ObjectListing.Page(List.of(), true));
  }

  @Test
  void saysTheSameOfAnObjectInTheListAndByItself() throws IOException {
    Instant before = Instant.now();
    put("runs/1/1/a.txt", 7);
    ListedObject listed = listing.after(null, 10).objects().getFirst();

    assertThat(listing.find("runs/1/1/a.txt")).contains(listed);
    assertThat(listed.sizeBytes()).isEqualTo(7);
    assertThat(listed.modifiedAt()).isBetween(before.minus(NEARLY), Instant.now().plus(NEARLY));
    assertThat(listed.modifiedAt()).isEqualTo(listed.modifiedAt().truncatedTo(ChronoUnit.SECONDS));
    assertThat(listing.find("runs/1/1/b.txt")).isEmpty();
  }

  @Test
  void namesUploadsThatWereNeverFinishedAndGivesThemUp() throws IOException {
    String key = "runs/1/1/model.zip";
    put("runs/1/1/a.txt", 1);
    String id = begin(key, new byte[5 * 1024 * 1024]);

    List<UnfinishedUpload> open = listing.unfinished(10).orElseThrow();
    assertThat(open).extracting(UnfinishedUpload::key).containsExactly(key);
    UnfinishedUpload upload = open.getFirst();
    assertThat(upload.uploadId()).isEqualTo(id);
    assertThat(upload.sizeBytes()).isEqualTo(5 * 1024 * 1024);
    assertThat(upload.changedAt()).isBefore(Instant.now().plus(NEARLY));
    assertThat(walked(10)).as("it is no object yet").containsExactly("runs/1/1/a.txt");

    assertThat(listing.abort(upload)).isTrue();
    assertThat(listing.unfinished(10).orElseThrow()).isEmpty();
    assertThat(listing.abort(upload)).as("it is gone").isFalse();
    assertThat(walked(10)).containsExactly("runs/1/1/a.txt");
  }

  private List<String> walked(int most) {
    List<String> keys = new ArrayList<>();
    @Nullable String after = null;
    ObjectListing.Page page;
    do {
      page = listing.after(after, most);
      assertThat(page.objects()).hasSizeLessThanOrEqualTo(most);
      for (ListedObject object : page.objects()) {
        keys.add(object.key());
        after = object.key();
      }
    } while (!page.last());
    return keys;
  }

  private void put(String key, int size) throws IOException {
    Path file = Files.write(Files.createTempFile(folder, "object", ".bin"), new byte[size]);
    objects.put(key, file, "application/octet-stream");
  }
}
