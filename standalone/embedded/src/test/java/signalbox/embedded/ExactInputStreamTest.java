package signalbox.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ExactInputStreamTest {
  @Test
  void leavesOutWhatAFileHasGrownSince() throws IOException {
    assertThat(read(new byte[] {1, 2, 3, 4}, 3)).containsExactly(1, 2, 3);
  }

  @Test
  void fillsUpWhatAFileHasLostSince() throws IOException {
    assertThat(read(new byte[] {1, 2}, 4)).containsExactly(1, 2, 0, 0);
    assertThat(read(new byte[0], 2)).containsExactly(0, 0);
  }

  @Test
  void givesSingleBytesToo() throws IOException {
    try (var in = new ExactInputStream(new ByteArrayInputStream(new byte[] {(byte) 0xfe}), 2)) {
      assertThat(in.read()).isEqualTo(0xfe);
      assertThat(in.read()).isZero();
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  private static byte[] read(byte[] content, long bytes) throws IOException {
    try (var in = new ExactInputStream(new ByteArrayInputStream(content), bytes)) {
      return in.readAllBytes();
    }
  }
}
