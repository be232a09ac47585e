package signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import signalbox.embedded.EmbeddedKafka;

class DetoursTest {
  @Test
  void allGoDirectlyWithoutTheSetting() {
    var none = Detours.of(Map.of());

    assertThat(none.port("backend", "kafka", 9092)).isEqualTo(9092);
    assertThat(none.kafkaListeners()).isEmpty();
  }

  @Test
  void onlyTheNamedPartGoesByTheDetour() {
    var some = Detours.of(Map.of(Detours.SETTING, "backend-postgres=4001,backend-kafka=4003:5003"));

    assertThat(some.port("backend", "postgres", 5432)).isEqualTo(4001);
    assertThat(some.port("backend", "kafka", 9092)).isEqualTo(4003);
    assertThat(some.port("orchestrator", "kafka", 9092)).isEqualTo(9092);
    assertThat(some.kafkaListeners()).containsExactly(new EmbeddedKafka.Listener(5003, 4003));
  }

  @Test
  void namesWhatItCannotRead() {
    assertThatThrownBy(() -> Detours.of(Map.of(Detours.SETTING, "backend-kafka")))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("backend-kafka");
    assertThatThrownBy(() -> Detours.of(Map.of(Detours.SETTING, "backend-s3=here")))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("here");
  }
}
