package signalbox.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes an event as one JSON object on one line; {@code contracts/part-log.md} has the fields.
 * What the logging context holds becomes a field of the same name; trace and span are those of the
 * current span where there is one.
 */
public final class JsonLineEncoder extends EncoderBase<ILoggingEvent> {
  private static final byte[] NOTHING = {};
  private static final int MOST_OF_AN_EXCEPTION = 16 * 1024;
  private static final String TRACE = "trace_id";
  private static final String SPAN = "span_id";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private String part = "";

  /** Which part of the system this is. Logback calls it for the element of the same name. */
  public void setPart(String part) {
    this.part = part;
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    JsonLine line =
        new JsonLine()
            .put("time", TIME.format(Instant.ofEpochMilli(event.getTimeStamp())))
            .put("level", event.getLevel().toString().toLowerCase(Locale.ROOT))
            .put("logger", event.getLoggerName())
            .put("message", Scrubbed.of(String.valueOf(event.getFormattedMessage())))
            .put("part", part)
            .put("thread", event.getThreadName());
    context(event).forEach(line::put);
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      line.put("exception", exception(thrown));
    }
    return line.bytes();
  }

  private static Map<String, String> context(ILoggingEvent event) {
    Map<String, String> context = new TreeMap<>(event.getMDCPropertyMap());
    SpanContext current = Span.current().getSpanContext();
    if (current.isValid()) {
      context.put(TRACE, current.getTraceId());
      context.put(SPAN, current.getSpanId());
    }
    return context;
  }

  /** The beginning of a Java stack trace says what happened; of a very long one the end goes. */
  private static String exception(IThrowableProxy thrown) {
    String text = Scrubbed.of(ThrowableProxyUtil.asString(thrown).strip());
    return text.length() <= MOST_OF_AN_EXCEPTION ? text : text.substring(0, MOST_OF_AN_EXCEPTION);
  }
}
