package signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JvmCacheTest {
  @TempDir Path directory;

  @Test
  void forgetsTheCacheOfAnOlderBuild() throws Exception {
    var jar = Files.writeString(directory.resolve("part.jar"), "old");
    var cache = new JvmCache(directory.resolve("cache"));
    var before = cache.options("backend", jar.toString());
    assertThat(cache.options("backend", jar.toString())).isEqualTo(before);
    var file = Path.of(before.get(1).substring("-XX:SharedArchiveFile=".length()));
    var other = Files.writeString(directory.resolve("cache/kafka-1.jsa"), "");
    Files.writeString(file, "class data");

    Files.writeString(jar, "newer");
    var after = cache.options("backend", jar.toString());

    assertThat(after).isNotEqualTo(before);
    assertThat(file).doesNotExist();
    assertThat(other).exists();
  }
}
