package signalbox.presentation.rest;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.ErrorKind;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;
import signalbox.presentation.shared.ErrorCatalogue;

/** Turns whatever was thrown into a problem, and logs it once. Thread-safe. */
public final class ProblemMapper {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemMapper.class);
  private static final int MAX_CAUSES = 20;

  /** Between two lines that tell the same part is away. */
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

  private final ErrorCatalogue catalogue;
  private final LongSupplier nanos;
  private final Map<ErrorCode, Quiet> quieted = new ConcurrentHashMap<>();

  public ProblemMapper(ErrorCatalogue catalogue) {
    this(catalogue, System::nanoTime);
  }

  /**
   * @param nanos a clock that only goes forward
   */
  ProblemMapper(ErrorCatalogue catalogue, LongSupplier nanos) {
    this.catalogue = catalogue;
    this.nanos = nanos;
  }

  /** The problem to answer. Never holds a stack trace or the text of a foreign exception. */
  public Problem map(Throwable thrown, String traceId) {
    SignalboxException exception = known(thrown);
    ErrorCatalogue.Entry entry = catalogue.entry(exception.code());
    List<Problem.Entry> errors =
        exception.faults().stream()
            .map(fault ->
                new Problem.Entry(
                    fault.field(),
                    fault.line(),
                    fault.column(),
                    fault.text(),
                    fault.detail(),
                    place(fault.place())))
            .toList();
    return new Problem(
        "urn:signalbox:error:" + entry.code().code(),
        title(entry),
        entry.status(),
        entry.code().code(),
        catalogue.text(exception),
        exception.field(),
        traceId,
        entry.retry(),
        errors.isEmpty() ? null : errors);
  }

  /**
   * Writes what happened to the log, with the safe arguments only. While a part is away every
   * request may fail for the same reason: that is one line in a while, with the number of those
   * left out.
   */
  void log(Throwable thrown, String method, String route) {
    SignalboxException exception = known(thrown);
    ErrorCatalogue.Entry entry = catalogue.entry(exception.code());
    boolean away = exception.code().kind() == ErrorKind.UNAVAILABLE;
    long leftOut = 0;
    if (away) {
      Quiet quiet = quieted.computeIfAbsent(exception.code(), _ -> new Quiet());
      leftOut = quiet.ask(nanos.getAsLong());
      if (leftOut < 0) {
        return;
      }
    }
    String arguments =
        exception.arguments().entrySet().stream()
            .filter(argument -> argument.getValue().safe())
            .map(argument -> argument.getKey() + "=" + argument.getValue().text())
            .collect(Collectors.joining(" "));
    var event =
        LOG.atLevel(entry.level())
            .addKeyValue("code", entry.code().code())
            .addKeyValue("route", method + " " + route);
    if (away) {
      event.log(
          "{} {} {}{}{}",
          entry.code().code(),
          route,
          arguments,
          root(thrown),
          leftOut == 0 ? "" : " (and " + leftOut + " more)");
      return;
    }
    if (entry.status() >= 500) {
      event = event.setCause(thrown);
    }
    event.log("{} {} {}", entry.code().code(), route, arguments);
  }

  /** The class at the bottom of the causes, which names what is away without telling its text. */
  private static String root(Throwable thrown) {
    Throwable root = thrown;
    for (int depth = 0; root.getCause() != null && depth < MAX_CAUSES; depth++) {
      root = root.getCause();
    }
    return root.equals(thrown) ? "" : " by " + root.getClass().getSimpleName();
  }

  /** When a code was last written, and how often it was left out since. */
  private static final class Quiet {
    private long writtenAt;
    private boolean written;
    private long leftOut;

    /** How many were left out since the last line; negative when this one is to be left out. */
    synchronized long ask(long now) {
      if (written && now - writtenAt < BETWEEN_LINES.toNanos()) {
        leftOut++;
        return -1;
      }
      long before = leftOut;
      written = true;
      writtenAt = now;
      leftOut = 0;
      return before;
    }
  }

  /** The first exception of ours in the chain of causes, else what the foreign one means. */
  static SignalboxException known(Throwable thrown) {
    @Nullable Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      if (cause instanceof SignalboxException known) {
        return known;
      }
      if (cause instanceof EofException || cause instanceof TimeoutException) {
        return SignalboxException.of(ErrorCode.REQUEST_INCOMPLETE).causedBy(thrown);
      }
      cause = cause.getCause();
    }
    return SignalboxException.of(ErrorCode.INTERNAL).causedBy(thrown);
  }

  private static Problem.@Nullable Place place(Fault.@Nullable Place place) {
    return place == null
        ? null
        : new Problem.Place(place.offset(), place.length(), place.expected(), place.suggestions());
  }

  private static String title(ErrorCatalogue.Entry entry) {
    String words = entry.kind().name().replace('_', ' ').toLowerCase(Locale.ROOT);
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
