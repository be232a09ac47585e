package signalbox.application.log;

/** Asks for one line with all its bytes. The answer is a {@link ReadLine}. */
public record FindLogLine(LogTarget target, int attempt, long seq) {}
