package signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExtraServicesTest {
  @Test
  void areNoneUnlessSomebodyNamesThem() {
    assertThat(ExtraServices.of(Map.of())).isEmpty();
    assertThat(of(" ")).isEmpty();
  }

  @Test
  void areTheAddressesThatAreNamed() {
    assertThat(of("127.0.0.1:50061, ml.example:50051,127.0.0.1:50061"))
        .isEqualTo(List.of("127.0.0.1:50061", "ml.example:50051"));
  }

  @Test
  void areRefusedWhenTheyAreNoAddresses() {
    assertThatThrownBy(() -> of("127.0.0.1:50061,mine"))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("SIGNALBOX_EXTRA_SERVICES")
        .hasMessageContaining("has mine");
  }

  private static List<String> of(String value) {
    return ExtraServices.of(Map.of("SIGNALBOX_EXTRA_SERVICES", value));
  }
}
