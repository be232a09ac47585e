package signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadableLineTest {
  @Test
  void aLineOfOurOwnBecomesASentence() {
    assertThat(
            ReadableLine.of(
                """
                {"time":"2026-07-28T09:15:02.417Z","level":"info","logger":"signalbox.bootstrap.Backend",\
                "message":"The backend is «ready»","part":"backend","thread":"main"}\
                """))
        .isEqualTo("2026-07-28 09:15:02.417Z INFO  Backend: The backend is «ready»");
  }

  @Test
  void whatBelongsToARunIsNamed() {
    assertThat(
            ReadableLine.of(
                """
                {"time": "2026-07-28T09:15:02.417Z", "level": "warn", "logger": "signalbox_ml.server", \
                "message": "stream attached", "part": "tabular", "thread": "grpc_0", \
                "trace_id": "4bf9", "span_id": "00f0", "run_id": "0198", "attempt": 2}\
                """))
        .isEqualTo(
            "2026-07-28 09:15:02.417Z WARN  server: stream attached trace_id=4bf9 run_id=0198"
                + " attempt=2");
  }

  @Test
  void aStackTraceStandsBelow() {
    assertThat(
            ReadableLine.of(
                """
                {"time":"2026-07-28T09:15:02.417Z","level":"error","logger":"Engine","message":"broke",\
                "exception":"java.io.IOException: gone\\n\\tat Engine.run(Engine.java:1)"}\
                """))
        .isEqualTo(
            """
            2026-07-28 09:15:02.417Z ERROR Engine: broke
                java.io.IOException: gone
                \tat Engine.run(Engine.java:1)\
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-07-28 09:15:02.417 UTC [71] LOG:  database system is ready to accept connections",
        "{\"message\":\"no time\"}",
        "{ half of a line",
        "[1, 2]"
      })
  void whatOthersWriteStaysAsItIs(String line) {
    assertThat(ReadableLine.of(line)).isEqualTo(line);
  }
}
