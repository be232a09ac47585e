package signalbox.application.log;

import org.jspecify.annotations.Nullable;

/**
 * Asks for all lines of a log. The answer is a {@link LogDownload}.
 *
 * @param attempt null for all
 */
public record DownloadLog(LogTarget target, @Nullable Integer attempt, LogFilter filter) {}
