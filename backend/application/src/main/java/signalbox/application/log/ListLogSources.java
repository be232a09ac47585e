package signalbox.application.log;

import signalbox.application.shared.PageRequest;

/** Asks for the senders of lines without a run. The answer is a {@code Page<LogSource>}. */
public record ListLogSources(PageRequest page) {}
