package signalbox.presentation.rest;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.presentation.shared.ErrorCatalogue;

/** Turns whatever was thrown into a problem, and logs it once. Thread-safe. */
public final class ProblemMapper {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemMapper.class);
  private static final int MAX_CAUSES = 20;

  private final ErrorCatalogue catalogue;

  public ProblemMapper(ErrorCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** The problem to answer. Never holds a stack trace or the text of a foreign exception. */
  public Problem map(Throwable thrown, String traceId) {
    SignalboxException exception = known(thrown);
    ErrorCatalogue.Entry entry = catalogue.entry(exception.code());
    List<Problem.Entry> errors =
        exception.faults().stream()
            .map(fault ->
                new Problem.Entry(
                    fault.field(), fault.line(), fault.column(), fault.text(), fault.detail()))
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

  /** Writes what happened to the log, with the safe arguments only. */
  void log(Throwable thrown, String method, String route) {
    SignalboxException exception = known(thrown);
    ErrorCatalogue.Entry entry = catalogue.entry(exception.code());
    String arguments =
        exception.arguments().entrySet().stream()
            .filter(argument -> argument.getValue().safe())
            .map(argument -> argument.getKey() + "=" + argument.getValue().text())
            .collect(Collectors.joining(" "));
    var event =
        LOG.atLevel(entry.level())
            .addKeyValue("code", entry.code().code())
            .addKeyValue("route", method + " " + route);
    if (entry.status() >= 500) {
      event = event.setCause(thrown);
    }
    event.log("{} {} {}", entry.code().code(), route, arguments);
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

  private static String title(ErrorCatalogue.Entry entry) {
    String words = entry.kind().name().replace('_', ' ').toLowerCase(Locale.ROOT);
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
