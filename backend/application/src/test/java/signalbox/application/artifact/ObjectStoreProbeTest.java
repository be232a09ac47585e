package signalbox.application.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signalbox.application.service.PartHealth;

class ObjectStoreProbeTest {
  @TempDir private Path folder;

  @Test
  void saysWhatTheStoreIs() {
    ObjectStoreProbe probe =
        new ObjectStoreProbe(new FolderObjectStore(folder), () -> "A folder without TLS.");

    assertThat(probe.look())
        .isEqualTo(new PartHealth("s3", PartHealth.State.UP, "A folder without TLS."));
  }
}
