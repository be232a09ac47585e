package signalbox.application.run;

import org.jspecify.annotations.Nullable;
import signalbox.domain.run.Run;

/**
 * A run as a viewer reads it.
 *
 * @param creatorName the name of who started it
 * @param datasetName the name of its dataset; null when that is gone
 * @param stopperName the name of who asked for its stop; null when nobody did
 * @param log what its log holds; null when the store of logs does not answer
 */
public record RunView(
    Run run,
    String creatorName,
    @Nullable String datasetName,
    @Nullable String stopperName,
    RunLogs.@Nullable Counts log) {}
