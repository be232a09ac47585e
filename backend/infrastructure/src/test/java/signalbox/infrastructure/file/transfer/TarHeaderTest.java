package signalbox.infrastructure.file.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarHeaderTest {
  private static final long SECONDS = 1_780_000_000L;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 511, 512, 1 << 20, (8L << 30) - 1, 8L << 30, 1L << 40})
  void isReadAsItWasWritten(long size) {
    TarHeader header = new TarHeader("objects/0123.sample", size, SECONDS);

    byte[] block = header.write();

    assertThat(block).hasSize(TarHeader.BLOCK);
    assertThat(TarHeader.read(block)).contains(header);
  }

  @Test
  void takesALongName() {
    TarHeader header = new TarHeader("a".repeat(TarHeader.MOST_NAME), 7, SECONDS);

    assertThat(TarHeader.read(header.write())).contains(header);
  }

  @Test
  void noBitMayBeAnother() {
    byte[] block = new TarHeader("rows/000001-run.jsonl.gz", 70_000, SECONDS).write();
    for (int at = 0; at < block.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        block[at] = (byte) (block[at] ^ (1 << bit));
        assertThat(TarHeader.read(block)).as("byte %d, bit %d", at, bit).isEmpty();
        block[at] = (byte) (block[at] ^ (1 << bit));
      }
    }
    assertThat(TarHeader.read(block)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(chars = {'1', '2', '3', '5', 'L', 'K', 'S', 'g', 'x'})
  void knowsPlainFilesAlone(char type) {
    byte[] block = new TarHeader("signalbox.json", 10, SECONDS).write();
    block[156] = (byte) type;
    // With a right sum of its bytes, as a writer of such an entry would make it.
    int sum = 0;
    for (int at = 0; at < block.length; at++) {
      sum += at >= 148 && at < 156 ? ' ' : block[at] & 0xff;
    }
    byte[] octal = String.format(Locale.ROOT, "%06o", sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(octal, 0, block, 148, octal.length);

    assertThat(TarHeader.read(block)).isEmpty();
  }

  @Test
  void fillsTheLastBlock() {
    assertThat(new TarHeader("a", 0, SECONDS).padding()).isZero();
    assertThat(new TarHeader("a", 1, SECONDS).padding()).isEqualTo(511);
    assertThat(new TarHeader("a", 512, SECONDS).padding()).isZero();
    assertThat(new TarHeader("a", 513, SECONDS).padding()).isEqualTo(511);
  }
}
