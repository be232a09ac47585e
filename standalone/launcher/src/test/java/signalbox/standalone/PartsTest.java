package signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PartsTest {
  @Test
  void takesTheCallersJavaOptionsApart() {
    assertThat(Parts.javaOptions(Map.of("SIGNALBOX_JAVA_OPTIONS", " -Xmx2g   -XX:+UseZGC\n")))
        .containsExactly("-Xmx2g", "-XX:+UseZGC");
  }

  @Test
  void addsNothingWhenNothingIsAsked() {
    assertThat(Parts.javaOptions(Map.of())).isEmpty();
    assertThat(Parts.javaOptions(Map.of("SIGNALBOX_JAVA_OPTIONS", " "))).isEmpty();
  }
}
