package signalbox.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WalSegmentsTest {
  private static final long SEGMENT = 16L << 20;

  @Test
  void readsPositionsAsPostgresWritesThem() {
    assertThat(WalSegments.position("0/2000028")).isEqualTo(0x2000028L);
    assertThat(WalSegments.position("16/B374D848")).isEqualTo(0x16_B374_D848L);
    assertThatThrownBy(() -> WalSegments.position("2000028"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesEveryFileBetweenTwoPositions() {
    assertThat(names("0/2000028", "0/2000158")).containsExactly("000000010000000000000002");
    assertThat(names("0/2FFFFFF", "0/4000001"))
        .containsExactly(
            "000000010000000000000002", "000000010000000000000003", "000000010000000000000004");
  }

  @Test
  void leavesOutTheFileThatBeginsWhereTheLogEnds() {
    assertThat(names("0/2000028", "0/3000000")).containsExactly("000000010000000000000002");
  }

  @Test
  void countsOnOverTheEndOfAPart() {
    assertThat(names("0/FF000000", "1/1"))
        .containsExactly("0000000100000000000000FF", "000000010000000100000000");
  }

  private static Iterable<String> names(String begin, String end) {
    return WalSegments.names(1, WalSegments.position(begin), WalSegments.position(end), SEGMENT);
  }
}
