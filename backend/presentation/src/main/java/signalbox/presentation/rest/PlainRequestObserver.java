package signalbox.presentation.rest;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gives each request a trace id, the caller's own where it sent one, and watches nothing else. */
public final class PlainRequestObserver implements RequestObserver {
  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");
  private static final String NO_TRACE = "0".repeat(32);

  @Override
  public Observation started(
      String method, String route, Function<String, @Nullable String> header) {
    String traceId = traceId(header.apply("traceparent"));
    return new Observation() {
      @Override
      public String traceId() {
        return traceId;
      }

      @Override
      public void finished(int status) {}
    };
  }

  private static String traceId(@Nullable String traceparent) {
    if (traceparent != null) {
      Matcher matcher = TRACEPARENT.matcher(traceparent);
      if (matcher.matches() && !matcher.group(1).equals(NO_TRACE)) {
        return matcher.group(1);
      }
    }
    HexFormat hex = HexFormat.of();
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong() | 1);
  }
}
