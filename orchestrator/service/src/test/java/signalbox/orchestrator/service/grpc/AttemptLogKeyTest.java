package signalbox.orchestrator.service.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AttemptLogKeyTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("signalbox.root", "../.."), "contracts/golden/log");

  @Test
  void isTheOneOfEveryGoldenDatagram() throws Exception {
    int seen = 0;
    try (var files = Files.newDirectoryStream(FOLDER, "gelf-*.json")) {
      for (Path file : files) {
        Struct.Builder sample = Struct.newBuilder();
        JsonFormat.parser().merge(Files.readString(file), sample);
        Map<String, Value> fields = sample.getFieldsMap();
        Value runKey = fields.get("runKey");
        Value attempt = fields.get("attempt");
        Value attemptKey = fields.get("attemptKey");
        if (runKey == null || attempt == null || attemptKey == null) {
          continue;
        }
        seen++;
        byte[] key =
            AttemptLogKey.derive(
                HexFormat.of().parseHex(runKey.getStringValue()), (int) attempt.getNumberValue());
        assertThat(HexFormat.of().formatHex(key))
            .as(file.toString())
            .isEqualTo(attemptKey.getStringValue());
      }
    }
    assertThat(seen).isPositive();
  }
}
