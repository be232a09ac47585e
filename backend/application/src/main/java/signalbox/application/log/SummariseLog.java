package signalbox.application.log;

/** Asks what there is of a log. The answer is a {@link LogSummary}. */
public record SummariseLog(LogTarget target) {}
