package signalbox.infrastructure.file.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signalbox.application.dataset.UploadLocks;
import signalbox.application.dataset.UploadLocksContract;
import signalbox.application.run.TestRuns;
import signalbox.domain.dataset.UploadId;

class FolderUploadLocksTest extends UploadLocksContract {
  @TempDir private Path folder;

  private final List<FolderUploadLocks> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(FolderUploadLocks::close);
  }

  @Override
  protected UploadLocks open(Duration patience) {
    FolderUploadLocks locks = new FolderUploadLocks(folder.resolve("uploads"), patience);
    opened.add(locks);
    return locks;
  }

  @Test
  void leavesNothingBehind() throws Exception {
    UploadLocks locks = open(Duration.ofSeconds(1));
    for (int i = 0; i < 100; i++) {
      locks.acquire(new UploadId(TestRuns.IDS.next())).close();
    }

    try (var files = Files.list(folder.resolve("uploads"))) {
      assertThat(files).containsExactly(folder.resolve("uploads/locks"));
    }
    assertThat(Files.size(folder.resolve("uploads/locks"))).isZero();
    assertThat(new FolderUploadFiles(folder.resolve("uploads")).list()).isEmpty();
  }

  @Test
  void saysWhenItCannotLock() throws Exception {
    Files.createDirectories(folder.resolve("uploads/locks"));

    assertThatThrownBy(() -> open(Duration.ofSeconds(1)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("cannot be locked");
  }
}
