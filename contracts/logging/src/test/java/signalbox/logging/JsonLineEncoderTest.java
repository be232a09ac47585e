package signalbox.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class JsonLineEncoderTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonLineEncoder encoder = new JsonLineEncoder();
  private final ListAppender<ILoggingEvent> written = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("signalbox.bootstrap.Backend");

  @BeforeEach
  void listen() {
    encoder.setPart("backend");
    logger.setAdditive(false);
    written.start();
    logger.addAppender(written);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(written);
    MDC.clear();
  }

  @Test
  void saysWhenHowBadWhoWhatAndWhere() throws IOException {
    Instant before = Instant.now().minusMillis(1);
    logger.warn("Port {} is «taken»", 8080);

    JsonNode line = line();

    assertThat(Instant.parse(line.path("time").asText())).isBetween(before, Instant.now());
    assertThat(line.path("time").asText())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(line.path("level").asText()).isEqualTo("warn");
    assertThat(line.path("logger").asText()).isEqualTo("signalbox.bootstrap.Backend");
    assertThat(line.path("message").asText()).isEqualTo("Port 8080 is «taken»");
    assertThat(line.path("part").asText()).isEqualTo("backend");
    assertThat(line.path("thread").asText()).isEqualTo(Thread.currentThread().getName());
    assertThat(line.has("exception")).isFalse();
    assertThat(line.has("trace_id")).isFalse();
  }

  @Test
  void staysOneLineWhateverTheMessageHolds() throws IOException {
    String nasty = "a\n\"b\"\\ \t\r\u0000\u001f ü 𝄞";
    logger.info("{}", nasty);

    byte[] bytes = encoder.encode(written.list.getFirst());

    String text = new String(bytes, StandardCharsets.UTF_8);
    assertThat(text.indexOf('\n')).isEqualTo(text.length() - 1);
    assertThat(JSON.readTree(text).path("message").asText()).isEqualTo(nasty);
  }

  @Test
  void hasTheFieldsOfTheLoggingContext() throws IOException {
    MDC.put("trace_id", TRACE);
    MDC.put("run_id", "0198");
    logger.info("told");

    assertThat(line().path("trace_id").asText()).isEqualTo(TRACE);
    assertThat(line().path("run_id").asText()).isEqualTo("0198");
  }

  @Test
  void belongsToTheCurrentSpan() throws IOException {
    MDC.put("trace_id", "0".repeat(32));
    SpanContext context =
        SpanContext.create(TRACE, SPAN, TraceFlags.getSampled(), TraceState.getDefault());
    logger.info("told");
    try (Scope _ = Span.wrap(context).makeCurrent()) {
      assertThat(line().path("trace_id").asText()).isEqualTo(TRACE);
      assertThat(line().path("span_id").asText()).isEqualTo(SPAN);
    }
  }

  @Test
  void tellsAnExceptionWithItsCauses() throws IOException {
    logger.error("broken", new IllegalStateException("outer", new IOException("inner")));

    assertThat(line().path("exception").asText())
        .startsWith("java.lang.IllegalStateException: outer")
        .contains("Caused by: java.io.IOException: inner")
        .contains("JsonLineEncoderTest");
  }

  @Test
  void takesOutWhatLooksLikeASecret() throws IOException {
    logger.error(
        "GET http://s3/b/k?X-Amz-Credential=AKIA%2F1&X-Amz-Signature=0123abcd&x=1 as Bearer"
            + " eyJhbGciOi.J9.abc-_d with sbx_0123456789abcdef",
        new IOException("jdbc:postgresql://h/d?user=u&password=hunter22&ssl=true"));

    assertThat(line().path("message").asText())
        .isEqualTo(
            "GET http://s3/b/k?X-Amz-Credential=…&X-Amz-Signature=…&x=1 as Bearer … with sbx_…");
    assertThat(line().path("exception").asText())
        .contains("?user=u&password=…&ssl=true")
        .doesNotContain("hunter22");
  }

  @Test
  void takesWhatOtherLibrariesLog() {
    Logger told = (Logger) LoggerFactory.getLogger("io.opentelemetry.exporter");
    told.addAppender(written);
    try {
      PartLog.takeAll();
      java.util.logging.Logger.getLogger("io.opentelemetry.exporter").warning("not sent");
    } finally {
      told.detachAppender(written);
    }

    assertThat(written.list).extracting(ILoggingEvent::getFormattedMessage).contains("not sent");
  }

  private JsonNode line() throws IOException {
    return JSON.readTree(encoder.encode(written.list.getFirst()));
  }
}
