package signalbox.orchestrator.service.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class TrialLogKeyTest {
  @Test
  void isTheHmacOfTheTrialsIdWithTheStudysKey() {
    byte[] study = new byte[32];
    for (int i = 0; i < study.length; i++) {
      study[i] = (byte) i;
    }
    byte[] key = TrialLogKey.derive(study, "019b7a5e-0000-7000-8000-000000000004");
    assertThat(HexFormat.of().formatHex(key))
        .isEqualTo("bded248298ca28f1b0eed3de01fe46a9c4c7070ecfc63c5db16c5e393bd2dea3");
    assertThat(TrialLogKey.derive(study, "019b7a5e-0000-7000-8000-000000000005")).isNotEqualTo(key);
  }
}
